"""What is judged on each screen, whoever looks at it."""

import os
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

WIDTHS = {390: 844, 1280: 900}
both_widths = pytest.mark.parametrize("width", WIDTHS, indirect=True, ids=lambda width: f"{width}px")

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# What a page is made of: one of these that is missing is a fault, while a page may well answer 404 or 422.
PARTS = {"stylesheet", "script", "font", "image", "media", "manifest"}
# What a browser writes down of a network that a journey takes away; what is missing is a fault by `PARTS`.
OF_THE_NETWORK = ("Failed to load resource", "Failed to fetch")

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
        if message.type == "error" and not any(words in message.text for words in OF_THE_NETWORK):
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


# With a text twice as large: wider than the screen, a word cut off, a button or link over its neighbour.
LARGE_TEXT = """
(async () => {
  const root = document.documentElement;
  root.style.fontSize = "200%";
  await new Promise(done => setTimeout(done, 60));  // motion is reduced to a millisecond, of a later frame
  const faults = [];
  const nameOf = one => `${one.tagName}.${one.className.baseVal ?? one.className}`;
  const around = function* (one) { for (; one && one !== document.body; one = one.parentElement) yield one };
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("main *, header *, footer *")].filter(
      one => one.getBoundingClientRect().right > root.clientWidth + 1 && one.getBoundingClientRect().width);
    faults.push(`with large text it is ${root.scrollWidth} px wide: ${wide.slice(0, 5).map(nameOf).join(", ")}`);
  }
  const labels = new Map();  // of what one presses: where its words stand
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const said = text.textContent.trim();
    if (!said || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNode(text);
    const boxes = [...range.getClientRects()].filter(box => box.width);
    if (!boxes.length) continue;
    let hidden = false;
    let beyond = false;
    let scrolls = false;
    for (const one of around(text.parentElement)) {
      const { clipPath, overflowX, position } = getComputedStyle(one);
      if (clipPath !== "none") hidden = true;
      const edge = one.getBoundingClientRect();
      scrolls = ["auto", "scroll"].includes(overflowX) && one.scrollWidth > one.clientWidth;
      if (scrolls) break;
      if (overflowX !== "visible" && boxes.some(box => box.right > edge.right + 1 || box.left < edge.left - 1))
        beyond = true;
      if (position === "fixed") hidden = hidden || edge.right <= 0 || edge.left >= root.clientWidth;
    }
    if (hidden) continue;
    if (beyond || (!scrolls && boxes.some(box => box.left < -1 || box.right > root.clientWidth + 1)))
      faults.push(`large text is cut off: ${nameOf(text.parentElement)} ${said.slice(0, 40)}`);
    const pressed = text.parentElement.closest("a, button, summary, label");
    if (pressed && !text.parentElement.matches(".count"))
      labels.set(pressed, [...(labels.get(pressed) ?? []), ...boxes]);
  }
  const entries = [...labels].filter(([one]) => !one.closest(".form__actions--stay, .skip-link"));
  entries.forEach(([one, boxes], place) => {
    for (const [other, others] of entries.slice(place + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [layer, another] = [one, other].map(each => each.closest(".bottom-bar, .site-header, dialog"));
      const over = layer === another && boxes.some(a => others.some(b =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4));
      if (over) faults.push(`large text over its neighbour: ${nameOf(one)} ${one.textContent.trim().slice(0, 30)} `
        + `and ${nameOf(other)} ${other.textContent.trim().slice(0, 30)}`);
    }
  });
  root.style.fontSize = "";
  return faults;
})()
"""


# A colour that changes is the former one until the next frame, however short its transition.
SETTLED = """
async () => {
  for (let frames = 2; frames--;) await new Promise(requestAnimationFrame);
  const passing = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map(one => one.finished));
}
"""


def show_in(page: Page, scheme: Literal["dark", "light"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLED)


def faults_by_night(page: Page) -> list[str]:
    """In the dark theme: what has too little contrast there. A fragment that is opened alone has no theme."""
    if not page.evaluate("document.styleSheets.length"):
        return []
    show_in(page, "dark")
    found = faults_of(page, "runOnly: ['color-contrast'],")
    show_in(page, "light")
    return [f"by night, {fault}" for fault in found]


# One thing is the first to do on a screen: what is beside it, or there several times, has the look of any button.
PRIMARIES = """
[...document.querySelectorAll(".button--primary")]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width)
  .map(one => one.textContent.trim().replace(/\\s+/g, " "))
"""

# Of a box or a dot to tick: how its edge stands out from what is around it.
BOXES = """
(() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = one => {
    for (; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (channels(backgroundColor)[3] !== 0) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const boxes = [...document.querySelectorAll("input:is([type=checkbox], [type=radio]):not(:checked, :disabled)")];
  return boxes.filter(one => one.checkVisibility()).flatMap(one => {
    const { borderColor, appearance } = getComputedStyle(one);
    const [dark, bright] = [light(borderColor), light(ground(one))].sort((a, b) => a - b);
    const contrast = (bright + 0.05) / (dark + 0.05);
    return appearance === "none" && contrast >= 3 ? [] : [`${one.name} stands out by ${contrast.toFixed(1)}`];
  });
})()
"""


def faults_of_primaries(page: Page, most: int = 1) -> list[str]:
    found: list[str] = page.evaluate(PRIMARIES)
    return [f"{len(found)} primary buttons: {', '.join(found)}"] if len(found) > most else []


def faults_of_boxes(page: Page) -> list[str]:
    """By day and by night. A fragment that is opened alone has no style."""
    if not page.evaluate("document.styleSheets.length"):
        return []
    found: list[str] = []
    schemes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for scheme in schemes:
        show_in(page, scheme)
        faults = page.evaluate(BOXES)
        found += [f"{scheme}: {fault}" for fault in faults]
    return found


def faults_of_large_text(page: Page) -> list[str]:
    """On a phone. A fragment that is opened alone has no style."""
    seen = page.viewport_size
    if not seen or seen["width"] > 600 or not page.evaluate("document.styleSheets.length"):
        return []
    faults: list[str] = page.evaluate(LARGE_TEXT)
    return faults


def begin(page: Page, what: str) -> None:
    """By the button in the head of the page; on a phone behind the one in the middle of the bar."""
    link = page.get_by_role("link", name=what).locator("visible=true")
    if not link.count():
        page.locator(".bottom-bar__item--main").click()
    link.first.click()


def faults_of(page: Page, rules: str = "") -> list[str]:
    """What axe-core finds wrong, of any gravity, with the elements concerned. A preview that arrives while it reads
    leaves it with elements that are gone: a fault is one that is found twice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    first = _violations(page, rules)
    return _violations(page, rules) if first else []


def _violations(page: Page, rules: str) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {{{rules} resultTypes: ['violations'], iframes: false}})"
        ".then(found => found.violations)"
    )
    return [
        f"{fault['id']}: {fault['help']}\n  " + "\n  ".join(node["html"][:240] for node in fault["nodes"][:4])
        for fault in found
    ]
