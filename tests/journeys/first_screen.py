"""How far the news is, and what the menu shows: `make first-screen` measures it on the demo and prints a table.

Pixels from the top of the page to the title of the newest publication that is not pinned, the feed's height, and how
much of the menu a laptop shows. Each as who sees the page for the first and for the second time.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import launch
from tests.journeys.demo_site import SITE, prepare, server, sign_in

SCREENS = {"phone 390 × 844": (390, 844), "desk 1280 × 800": (1280, 800)}
LAPTOP = (1366, 650)
PEOPLE = {"resident": "citoyen@eze.demo", "mayor": "maire@eze.demo", "visitor": ""}
PAGE = "/eze-06/"

TO_NEWEST = """() => {
  const newest = document.querySelector('article.post:not(.post--pinned)');
  const title = newest && (newest.querySelector('h2, h3') || newest);
  const top = title ? Math.round(title.getBoundingClientRect().top + scrollY) : -1;
  return [top, document.documentElement.scrollHeight];
}"""
IN_MENU = """() => {
  const links = [...document.querySelectorAll('.commune-menu a[href]:not([href^="#"])')];
  const seen = links.filter(link => {
    const box = link.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  });
  return [seen.length, links.length];
}"""


def open_page(browser: Browser, size: tuple[int, int], email: str, visits: int) -> Page:
    is_phone = size[0] < 600
    context = browser.new_context(
        base_url=SITE, locale="fr-FR", viewport={"width": size[0], "height": size[1]}, is_mobile=is_phone,
        has_touch=is_phone, reduced_motion="reduce", service_workers="block", timezone_id="Europe/Paris",
    )  # fmt: skip
    if email:
        sign_in(context, email)
    page = context.new_page()
    for _ in range(visits):
        page.goto(PAGE, wait_until="networkidle")
    return page


def measure(browser: Browser, size: tuple[int, int], email: str, visits: int, script: str) -> Any:
    page = open_page(browser, size, email, visits)
    found = page.evaluate(script)
    page.context.close()
    return found


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="civic-first-screen-") as folder:
        state = Path(os.environ.get("STATE_DIR") or folder)
        prepare(state)
        with server(state), sync_playwright() as playwright:
            browser = launch(playwright)
            print(f"{'':12}{'':20}{'to the newest, 1st visit':>26}{'2nd visit':>12}{'page height':>14}")
            for who, email in PEOPLE.items():
                for name, size in SCREENS.items():
                    first, _ = measure(browser, size, email, 1, TO_NEWEST)
                    second, height = measure(browser, size, email, 2, TO_NEWEST)
                    print(f"{who:12}{name:20}{first:>23} px{second:>9} px{height:>11} px")
            for who, email in PEOPLE.items():
                seen, there = measure(browser, LAPTOP, email, 1, IN_MENU)
                print(f"{who:12}menu at {LAPTOP[0]} × {LAPTOP[1]}: {seen} of {there} entries seen")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
