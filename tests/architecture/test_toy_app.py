"""An app that only adds its own folder, and its name in the list of installed apps, is found all over the house."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOY = Path(__file__).with_name("toy_app")


@pytest.mark.once
@pytest.mark.real_time
def test_a_new_app_is_found_everywhere(tmp_path):
    shutil.copytree(TOY / "fountains", tmp_path / "fountains")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DATABASE_", "COV_"))
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
