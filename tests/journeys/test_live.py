"""An open page hears of changes: in a real browser, through the server that the demo runs."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from civic.accounts.models import Person
from civic.live import actions
from civic.live.rules import person_topic
from tests.live.site import live_site

LISTEN = """
window.heard = [];
for (const name of ["one", "two", "stale", "poll"])
  document.addEventListener(`live:${name}`, event => window.heard.push({name, ...event.detail}));
"""


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def arrive(enter, commune) -> Callable[[Person], Page]:
    """A page that is open and connected."""

    def open_page(person: Person) -> Page:
        window: Page = enter(person)
        window.add_init_script(LISTEN)
        with window.expect_response("**/direct/**") as answer:
            window.goto(f"/{commune.slug}/")
        assert answer.value.status == 200
        return window

    return open_page


def wait_for_changes(page: Page, count: int) -> None:
    """Wait until the page has received so many changes."""
    for _ in range(100):
        if page.evaluate("window.heard.length") >= count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("window.heard"))


def test_a_change_reaches_the_page_once_and_after_a_break_what_was_missed(arrive, resident):
    page = arrive(resident)
    actions.publish(topic=person_topic(resident.pk), name="one", data={"n": 1})
    wait_for_changes(page, 1)
    assert page.evaluate("window.heard[0].data") == {"n": 1}
    page.context.set_offline(True)
    page.wait_for_timeout(300)
    actions.publish(topic=person_topic(resident.pk), name="two")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for_changes(page, 2)
    page.wait_for_timeout(500)
    assert page.evaluate("window.heard.map(change => change.name)") == ["one", "two"]


def test_two_windows_and_one_signs_out(arrive, resident, second_resident):
    page, other = arrive(resident), arrive(second_resident)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/direct/" in request.url else None)
    actions.signed_out(person_id=resident.pk)  # from another browser of the same person: this one comes back
    page.wait_for_timeout(2500)
    assert any("depuis=" in url for url in asked)
    page.context.clear_cookies()
    actions.signed_out(person_id=resident.pk)
    page.wait_for_timeout(2500)
    asked.clear()
    page.wait_for_timeout(4000)
    assert asked == []  # nobody is signed in here any more: it does not go on asking
    actions.publish(topic=person_topic(second_resident.pk), name="one")
    wait_for_changes(other, 1)
