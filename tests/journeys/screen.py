"""What is judged on each screen, whoever looks at it."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

WIDTHS = {390: 844, 1280: 900}
both_widths = pytest.mark.parametrize("width", WIDTHS, indirect=True, ids=lambda width: f"{width}px")

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# What a page is made of: one of these that is missing is a fault, while a page may well answer 404 or 422.
PARTS = {"stylesheet", "script", "font", "image", "media", "manifest"}

PICTURES = os.environ.get("JOURNEY_PICTURES") != "faults"
# Pictures below the fold would be missing from a picture of the whole page.
LAZY_TOO = """
Promise.race([
  Promise.all([...document.images].map(one => { one.loading = "eager"; return one.decode().catch(() => null) })),
  new Promise(done => setTimeout(done, 3000)),
])
"""


class Screen:
    """Notes down, from the opening of a window on, whatever goes wrong behind it."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", self._on_console)
        page.on("response", self._answered)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"{message.location.get('url', '')}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type in PARTS):
            self.problems.append(f"{response.status} {response.url}")

    @staticmethod
    def judge(page: Page, picture: Path | None = None) -> None:
        """Fails with the faults of the page as it stands. Keeps a screenshot of the whole of it; in `make test`, where
        a quarter of the time would go into them, of what has a fault."""
        page.wait_for_load_state("load")
        seen = page.viewport_size
        assert seen
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults = faults_of(page)
        if wide > seen["width"]:
            faults.append(f"it is {wide} px wide")
        if picture and (faults or PICTURES):
            picture.parent.mkdir(parents=True, exist_ok=True)
            page.evaluate(LAZY_TOO)
            page.screenshot(path=picture, full_page=True)
        assert not faults, f"{page.url}\n" + "\n".join(faults)


def faults_of(page: Page) -> list[str]:
    """What axe-core finds wrong, of any gravity, with the elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
    )
    return [
        f"{fault['id']}: {fault['help']}\n  " + "\n  ".join(node["html"][:240] for node in fault["nodes"][:4])
        for fault in found
    ]
