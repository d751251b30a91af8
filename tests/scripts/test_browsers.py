"""Which Chromium is opened."""

import shutil

import pytest

from tests import browsers


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    names: set[str] = set()
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in names else None)
    return names


def test_the_headless_shell_comes_first_and_the_whole_browser_does(
    installed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browsers.find_chromium() is None
    installed.add("chromium")
    assert browsers.find_chromium() == "/bin/chromium"
    installed.add(browsers.SHELL)
    assert browsers.find_chromium() == "/bin/chromium-headless-shell"
    assert browsers.find_chromium(whole=True) == "/bin/chromium"
    monkeypatch.setenv("CHROMIUM", "one-that-is-not-here")
    assert browsers.find_chromium() is None
