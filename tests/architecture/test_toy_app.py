"""An app that only adds its own folder, and its name in the list of installed apps, is found all over the product."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assets import found_in

ROOT = Path(__file__).resolve().parents[2]
TOY = Path(__file__).with_name("toy_app")


@pytest.mark.once
@pytest.mark.real_time
def test_a_new_app_is_found_everywhere(tmp_path):
    shutil.copytree(TOY / "fountains", tmp_path / "fountains")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DATABASE_", "SLIPCOVER_"))
    }
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            TOY / "seen_everywhere.py",
        ],
        cwd=ROOT,
        env=environment
        | {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.architecture.toy_app.settings"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-6000:]


def test_its_icons_and_style_sheet_are_found():
    found = found_in(TOY / "fountains")
    assert "droplet" in found["icons"]
    assert found["unknown"] == []
    assert found["styles"] == [str(TOY / "fountains/styles/fountains.css")]
