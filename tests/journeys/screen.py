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


# With a text twice as large: wider than the screen, or a word of the bar over its neighbour or cut off.
LARGE_TEXT = """
(async () => {
  const root = document.documentElement;
  root.style.fontSize = "200%";
  await new Promise(done => setTimeout(done, 60));  // motion is reduced to a millisecond, of a later frame
  const faults = [];
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("main *, header *, footer *")].filter(
      one => one.getBoundingClientRect().right > root.clientWidth + 1 && one.getBoundingClientRect().width);
    const names = wide.slice(0, 5).map(one => `${one.tagName}.${one.className.baseVal ?? one.className}`);
    faults.push(`with large text it is ${root.scrollWidth} px wide: ${names.join(", ")}`);
  }
  for (const part of document.querySelectorAll(".site-header__row > *")) {
    const { left, right, width } = part.getBoundingClientRect();
    if (width && (left < 0 || right > root.clientWidth || part.scrollWidth > part.clientWidth + 1))
      faults.push(`large text in the header: ${part.className}`);
  }
  let end = 0;
  for (const item of document.querySelectorAll(".bottom-bar__item")) {
    const words = document.createRange();
    const texts = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      if (textContent.trim() && !parentElement.matches(".visually-hidden, .count")) words.selectNode(texts.currentNode);
    }
    const { left, right } = words.getBoundingClientRect();
    if (left < end - 0.5 || right > root.clientWidth) faults.push(`large text in the bar: ${item.textContent.trim()}`);
    end = right;
  }
  root.style.fontSize = "";
  return faults;
})()
"""


def faults_by_night(page: Page) -> list[str]:
    """In the dark theme: what has too little contrast there. A fragment that is opened alone has no theme."""
    if not page.evaluate("document.styleSheets.length"):
        return []
    page.emulate_media(color_scheme="dark")
    found = faults_of(page, "runOnly: ['color-contrast'],")
    page.emulate_media(color_scheme="light")
    return [f"by night, {fault}" for fault in found]


def faults_of_large_text(page: Page) -> list[str]:
    faults: list[str] = page.evaluate(LARGE_TEXT)
    return faults


def begin(page: Page, what: str) -> None:
    """By the button in the head of the page; on a phone behind the one in the middle of the bar."""
    link = page.get_by_role("link", name=what).locator("visible=true")
    if not link.count():
        page.locator(".bottom-bar__item--main").click()
    link.first.click()


def faults_of(page: Page, rules: str = "") -> list[str]:
    """What axe-core finds wrong, of any gravity, with the elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        f"axe.run(document, {{{rules} resultTypes: ['violations'], iframes: false}})"
        ".then(found => found.violations)"
    )
    return [
        f"{fault['id']}: {fault['help']}\n  " + "\n  ".join(node["html"][:240] for node in fault["nodes"][:4])
        for fault in found
    ]
