"""Missing programs are named with what brings them and what goes without; nothing stops."""

import pytest

from scripts import system_packages
from scripts.system_packages import NEEDS, Need


def need(is_here: bool) -> Need:
    return Need("Loupe", lambda: is_here, ("loupe",), "loupe", "small print stays small")


def test_missing_program_is_named_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "NEEDS", (need(is_here=False), need(is_here=True)))
    monkeypatch.setattr(system_packages, "installer", lambda: None)  # nothing is installed by a test
    assert system_packages.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "Loupe is missing (" in lines[0]
    assert "loupe" in lines[0]
    assert "Without it: small print stays small." in lines[0]


def test_nothing_is_said_when_all_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "NEEDS", (need(is_here=True),))
    assert system_packages.main() == 0
    assert capsys.readouterr().out == ""


def test_needs_of_the_platform_are_all_looked_for() -> None:
    names = {entry.name for entry in NEEDS}
    assert {"Chromium", "PostgreSQL", "Redis or Valkey", "ffmpeg", "Pango"} <= names
    assert all(entry.debian and entry.brew and entry.without for entry in NEEDS)


def test_a_browser_without_its_headless_shell_is_enough_where_there_is_no_package_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        system_packages.shutil, "which", lambda name: "/bin/it" if name == "chromium" else None
    )
    assert system_packages.has_chromium()
    monkeypatch.setattr(system_packages, "is_available", lambda package: True)
    assert not system_packages.has_chromium()


def test_programs_are_found_by_any_of_their_names() -> None:
    assert system_packages.has_program("no-such-program", "sh")()
    assert not system_packages.has_program("no-such-program")()
