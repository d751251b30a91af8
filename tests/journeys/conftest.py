"""A real browser on the built pages, with the worker beside: what a person does, on a phone. What is otherwise at a
desk says `@both_widths`, as the sight of every page does.

`enter(person)` opens a window of its own, signed in as that person; `look(page, name)` judges what is on screen.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page

from civic.accounts.models import Person
from civic.ui.fragments import fragment_cache
from tests.browsers import beside_django
from tests.journeys.screen import WIDTHS, Screen
from tests.worker.lanes import all_lanes

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, on a database that the server's threads share."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.real_time)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all the journeys of a file: Playwright's loop must be gone when tests without it follow."""
    with beside_django() as opened:
        yield opened


@pytest.fixture
def width(request: pytest.FixtureRequest) -> int:
    """A phone's; with `@both_widths`, a desk's as well."""
    return getattr(request, "param", 390)


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of the server; the mails lead there too."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def worker(site: str) -> Iterator[None]:
    """Sends the mails and prepares the photos while people wait for them."""
    with all_lanes(poll_seconds=0.25):
        yield


@pytest.fixture
def enter(
    browser: Browser, site: str, worker: None, width: int, client_of: Callable[..., Any]
) -> Iterator[Callable[..., Page]]:
    """`enter(person)`: a window where this person is signed in; `enter()`: a visitor's. Options as of a context."""
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def open_window(person: Person | None = None, **options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": site,
                "locale": "fr-FR",
                "timezone_id": "Europe/Paris",
                "viewport": {"width": width, "height": WIDTHS[width]},
                "has_touch": width < 600,
                "is_mobile": width < 600,
                "reduced_motion": "reduce",
                "service_workers": "block",
            }
            | options
        )
        contexts.append(context)
        if person:
            session = client_of(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        screens.append(Screen(page))
        return page

    yield open_window
    problems = [problem for screen in screens for problem in screen.problems]
    for context in contexts:
        context.close()
    fragment_cache.clear()
    cache.clear()
    assert problems == []


@pytest.fixture
def look(width: int) -> Callable[[Page, str], None]:
    """`look(page, name)`: nothing wider than the screen, no fault for axe-core, a picture kept for our own eyes."""

    def judge(page: Page, name: str) -> None:
        Screen.judge(page, ROOT / "var" / "journeys" / str(width) / f"{name}.png")

    return judge


@pytest.fixture
def read_mail() -> Callable[[Page, str], None]:
    """`read_mail(page, address)`: wait for the last mail to this address in the demo's mailbox, and open it."""

    def read(page: Page, address: str, subject: str = "") -> None:
        for _ in range(40):
            page.goto("/demo/boite-aux-lettres/")
            mails = page.locator("article").filter(has_text=f"À {address}").filter(has_text=subject)
            if mails.count():
                mails.first.get_by_role("link").click()
                page.wait_for_url("**/demo/boite-aux-lettres/*-*/")
                return
            page.wait_for_timeout(300)
        pytest.fail(f"no mail « {subject} » to {address}")

    return read
