"""Chromium, for what looks at pages.

Its headless shell where that is installed: the same engine without the windows, menus and extensions around it, so a
third less work. It shows no notifications: what waits for one asks for the whole browser.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")


def find_chromium(*, whole: bool = False) -> str | None:
    """`CHROMIUM` names another one."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else [*WHOLE] if whole else [SHELL, *WHOLE]
    return next(filter(None, map(shutil.which, names)), None)


def launch(playwright: Playwright, *, whole: bool = False) -> Browser:
    return playwright.chromium.launch(
        executable_path=find_chromium(whole=whole),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )


@contextmanager
def beside_django(*, whole: bool = False) -> Iterator[Browser]:
    """In a test, whose thread Playwright's loop runs in too."""
    with sync_playwright() as playwright:
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        expect.set_options(timeout=10_000)
        opened = launch(playwright, whole=whole)
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
