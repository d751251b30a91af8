"""The feed over the wire: what a resident's phone receives on the first visit and on the next, and how it is laid out.

`python -m benchmarks.bench_wire` loads the demo in a folder of its own (or takes the one of `STATE_DIR`, prepared),
starts the server that production runs, looks at the feed of Èze in Chromium at 390 px, compresses what arrived as
deploy/nginx.conf does (files as `collectstatic` compresses them beforehand), prints a table of goals and exits
non-zero when one is missed.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import BrowserContext, Page, Response, ViewportSize, sync_playwright

from benchmarks.table import Goal, report
from tests.browsers import launch
from tests.journeys.demo_site import SITE, prepare, server, sign_in

ROOT = Path(__file__).resolve().parent.parent
FEED = "/eze-06/"
PHONE: ViewportSize = {"width": 390, "height": 844}
DENSITY = 2  # pixels of the screen for one of the page, as on most phones
# Chromium takes the first candidate that is wide enough; sizes are a ladder of doublings, so up to twice the need.
WIDEST = 2.2

MOVES = """
window.moved = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value })
  .observe({type: "layout-shift", buffered: true});
"""
# The width of the file is asked of a second picture: that of one with a srcset is already divided by the density.
PICTURES = """
Promise.all([...document.querySelectorAll("main .feed img")].map(async picture => {
  const file = new Image();
  if (picture.complete && picture.currentSrc) { file.src = picture.currentSrc; await file.decode().catch(() => 0); }
  return {
    lazy: picture.loading === "lazy", sized: picture.hasAttribute("width") && picture.hasAttribute("height"),
    shown: picture.getBoundingClientRect().width, real: file.naturalWidth, responsive: picture.srcset !== "",
  };
}))
"""


def compression_level() -> int:
    found = re.search(
        r"^\s*brotli_comp_level (\d+);", (ROOT / "deploy" / "nginx.conf").read_text(), re.MULTILINE
    )
    assert found, "deploy/nginx.conf says no brotli_comp_level"
    return int(found[1])


def compressed(body: bytes, kind: str) -> int:
    return len(brotli.compress(body, quality=compression_level() if kind == "document" else 11))


def visit(context: BrowserContext) -> tuple[Page, dict[str, dict[str, int]]]:
    """The feed, and the compressed size of what the network brought for it, by kind and address."""
    page = context.new_page()
    page.add_init_script(MOVES)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    at_hand: set[str] = set()  # addresses that the browser did not have to ask for
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestServedFromCache", lambda event: at_hand.add(event["requestId"]))

    def received(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["requestId"] in at_hand:
            at_hand.add(event["response"]["url"])

    session.on("Network.responseReceived", received)
    page.goto(FEED, wait_until="networkidle")
    weights: dict[str, dict[str, int]] = {"document": {}, "stylesheet": {}, "script": {}}
    for answer in answers:
        kind = answer.request.resource_type
        # The style sheet for paper is asked for last and holds nothing up, but it does travel: it counts.
        if kind in weights and answer.status == 200 and answer.url not in at_hand:
            weights[kind][answer.url] = compressed(answer.body(), kind)
    return page, weights


def kilobytes(weights: dict[str, dict[str, int]]) -> float:
    return sum(sum(kind.values()) for kind in weights.values()) / 1000


def scroll_through(page: Page) -> None:
    """To the end of the first page, so that everything lazy has had its turn."""
    for _ in range(60):
        page.mouse.wheel(0, 1200)
        page.wait_for_timeout(120)
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2"):
            break
    page.wait_for_load_state("networkidle")


def heaviest(html: str) -> list[tuple[str, int]]:
    """What each repeated part of the feed adds to the compressed page: its weight less that of the page without it."""
    whole = compressed(html.encode(), "document")
    parts = {
        "share menus": r'<details class="menu" data-controller="menu share".*?</details>',
        "publication menus": r'<details class="menu" data-controller="menu">.*?</details>',
        "comments": r'<ol class="comments__list".*?</ol>',
        "comment forms": r'<form class="comment-form".*?</form>',
        "photos": r'<div class="photos .*?</div>',
        "texts": r'<div class="prose">.*?</div>',
        "identifiers": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "icons": r"<svg .*?</svg>",
    }
    without = {name: re.sub(pattern, "", html, flags=re.DOTALL) for name, pattern in parts.items()}
    weights = {name: whole - compressed(rest.encode(), "document") for name, rest in without.items()}
    return sorted(weights.items(), key=lambda item: -item[1])


def measure(context: BrowserContext) -> list[Goal]:
    first_page, first = visit(context)
    moved_at_once = first_page.evaluate("window.moved")
    eager = first_page.evaluate(PICTURES)
    asked_at_once = sum(1 for picture in eager if picture["real"])
    scroll_through(first_page)
    pictures: list[dict[str, Any]] = [one for one in first_page.evaluate(PICTURES) if one["shown"]]
    moved = first_page.evaluate("window.moved")
    first_page.close()
    second_page, second = visit(context)
    html = second_page.content()
    second_page.close()

    for name, weights in (("first visit", first), ("next visit", second)):
        print(
            f"{name}: " + ", ".join(f"{kind} {sum(w.values()) / 1000:.1f} kB" for kind, w in weights.items())
        )
    scripts = sorted(first["script"].items(), key=lambda item: -item[1])
    print(
        "scripts: "
        + ", ".join(f"{address.rsplit('/', 1)[-1]} {size / 1000:.1f} kB" for address, size in scripts)
    )
    print("in the page: " + ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in heaviest(html)))
    print(f"pictures: {len(pictures)} in the feed, {asked_at_once} fetched before scrolling")
    photos = [one for one in pictures if one["responsive"]]
    assert photos, "the feed shows no photo"
    widest = max(one["real"] / (one["shown"] * DENSITY) for one in photos)
    return [
        Goal("first visit: HTML + CSS + JS, kB", kilobytes(first), at_most=60),
        Goal("next visit: HTML + CSS + JS, kB", kilobytes(second), at_most=15),
        Goal("layout shift on arrival", moved_at_once, at_most=0),
        Goal("layout shift while scrolling", moved, at_most=0),
        Goal("pictures not lazy", sum(not one["lazy"] for one in pictures), at_most=0),
        Goal("pictures without their size", sum(not one["sized"] for one in photos), at_most=0),
        Goal("widest photo, × the pixels shown", widest, at_most=WIDEST),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="civic-wire-") as folder:
        state = Path(os.environ.get("STATE_DIR") or folder)
        prepare(state)
        with server(state), sync_playwright() as playwright:
            browser = launch(playwright)
            # Without the service worker: what plain HTTP caching gives is what is promised.
            context = browser.new_context(
                base_url=SITE, locale="fr-FR", viewport=PHONE, device_scale_factor=DENSITY, is_mobile=True,
                has_touch=True, service_workers="block",
            )  # fmt: skip
            # By HTTP alone: the browser has seen no page, style sheet or script when the first visit begins.
            sign_in(context, "citoyen@eze.demo")
            goals = measure(context)
            browser.close()
    return report("The feed over the wire, 390 px", goals)


if __name__ == "__main__":
    sys.exit(main())
