"""Two of a town hall at one desk and at the same messages: each stays on their button, and sees what the other does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.core.clock import now
from civic.memberships.actions.answering import refuse_membership
from civic.memberships.models import Membership
from civic.messaging.actions import writing
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.reader import focused
from tests.journeys.screen import both_widths
from tests.live.site import live_site
from tests.posts.factories import PostFactory

NAMES = [
    "Jeanne",
    "Noé",
    "Inès",
    "Hugo",
    "Paul",
    "Aïcha",
    "Louis",
    "Rose",
    "Marc",
    "Lise",
    "Yann",
    "Cléo",
    "Théo",
    "Anna",
]
GONE = "Réglé entre-temps : cela n’attend plus la mairie."


@pytest.fixture(autouse=True)
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


def asked(commune, name: str, days: int) -> Membership:
    person = PersonFactory(first_name=name, last_name="Exemple")
    when = now() - timedelta(days=days, hours=2)
    made: Membership = MembershipFactory(commune=commune, person=person, status="pending", requested_at=when)
    return made


@pytest.fixture
def requests(commune) -> list[Membership]:
    return [asked(commune, name, days=20 - number) for number, name in enumerate(NAMES)]


def open_desk(page: Page, commune) -> None:
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/mairie/")
    page.wait_for_load_state("networkidle")


def hold(found: Locator) -> None:
    """With room above and below, so that the page can go along."""
    found.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    found.focus()


def line(page: Page, name: str) -> Locator:
    return page.locator("li.desk-task").filter(has_text=name)


def top(page: Page) -> float:
    """Of what has the focus, on the screen."""
    return float(page.evaluate("document.activeElement.getBoundingClientRect().top"))


@both_widths
def test_the_desk_goes_on_around_a_button(enter, look, commune, mayor, delegate, viewer_of, requests):
    mine: Page = enter(mayor)
    other: Page = enter(delegate)
    for page in (mine, other):
        open_desk(page, commune)
    hold(line(mine, "Aïcha").get_by_role("button", name="Je m’en occupe"))
    mine.keyboard.press("Enter")
    expect(line(mine, "Aïcha").get_by_role("button", name="Je laisse")).to_be_focused()
    expect(line(other, "Aïcha")).to_contain_text(f"{mayor.full_name} s’en occupe")
    mine.wait_for_timeout(1500)  # for its own echo
    before = top(mine)

    line(other, "Jeanne").get_by_role("button", name="Je m’en occupe").press("Enter")
    expect(line(mine, "Jeanne")).to_contain_text(f"{delegate.full_name} s’en occupe")
    line(other, "Paul").get_by_role("link", name="Répondre").focus()
    refuse_membership(viewer=viewer_of(delegate, commune), membership_id=requests[0].pk, words="Ailleurs.")
    asked(commune, "Zoé", days=0)
    line(other, "Louis").get_by_role("button", name="Je m’en occupe").press("Enter")
    for page in (mine, other):
        expect(line(page, "Jeanne")).to_have_count(0)
        expect(line(page, "Zoé")).to_be_visible()
        expect(page.locator("#attendent")).to_contain_text(f"{len(NAMES)} choses attendent")
    expect(line(mine, "Aïcha").get_by_role("button", name="Je laisse")).to_be_focused()
    assert abs(top(mine) - before) < 3
    look(mine, "desk-together")


@both_widths
def test_the_line_somebody_is_on_is_done_by_a_colleague(
    enter, look, commune, mayor, delegate, viewer_of, requests
):
    page: Page = enter(mayor)
    open_desk(page, commune)
    hold(line(page, "Paul").get_by_role("link", name="Répondre"))
    before = top(page)
    other: Page = enter(delegate)
    open_desk(other, commune)
    refuse_membership(viewer=viewer_of(delegate, commune), membership_id=requests[4].pk, words="Ailleurs.")
    line(other, "Louis").get_by_role("button", name="Je m’en occupe").press("Enter")
    gone = line(page, GONE)
    expect(gone).to_be_focused()
    expect(gone.locator("a, button")).to_have_count(0)
    assert focused(page).name == GONE
    assert abs(top(page) - before) < 100  # the line itself begins above its link
    assert "Hugo" in gone.evaluate("one => one.previousElementSibling.textContent")
    look(page, "desk-line-gone")
    page.keyboard.press("Tab")  # on with the next one
    expect(line(page, "Aïcha").get_by_role("link", name="Répondre")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    expect(gone).to_have_count(0)


@both_widths
def test_the_messages_go_on_around_a_link(enter, look, commune, mayor, delegate, viewer_of):
    wrote = []
    for name in NAMES:
        person = PersonFactory(first_name=name, last_name="Exemple")
        MembershipFactory(commune=commune, person=person)
        own = viewer_of(person, commune)
        wrote.append(writing.write_to_town_hall(viewer=own, addressee="team", body="Bonjour", key=name))
    page: Page = enter(mayor)
    with page.expect_response("**/direct/**"):
        page.goto(f"/{commune.slug}/messagerie/?liste=a-repondre")
    page.wait_for_load_state("networkidle")
    link = page.get_by_role("link", name="Paul Exemple")
    hold(link)
    before = top(page)
    answers = viewer_of(mayor, commune)
    writing.write_message(viewer=answers, thread_id=wrote[6].thread_id, body="Oui.", key="a")
    expect(page.get_by_role("link", name="Louis Exemple")).to_have_count(0, timeout=15_000)
    other = PersonFactory(first_name="Zoé", last_name="Exemple")
    MembershipFactory(commune=commune, person=other)
    writing.write_to_town_hall(viewer=viewer_of(other, commune), addressee="team", body="Et moi ?", key="z")
    expect(page.get_by_role("link", name="Zoé Exemple")).to_be_visible(timeout=15_000)
    expect(link).to_be_focused()
    assert abs(top(page) - before) < 3
    writing.write_message(viewer=answers, thread_id=wrote[4].thread_id, body="Oui.", key="b")
    gone = page.get_by_text("Cette conversation n’est plus dans cette liste.")
    expect(gone).to_be_focused(timeout=15_000)
    look(page, "messages-line-gone")
    page.evaluate("document.activeElement.blur()")
    expect(gone).to_have_count(0)


@both_widths
def test_what_is_put_away_and_back_is_counted_at_once(
    enter, look, commune, mayor, resident, viewer_of, delegate
):
    post = PostFactory(commune=commune, author=mayor, title="La piscine")
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Quand ?", key="1", **said)
    page: Page = enter(mayor)
    open_desk(page, commune)
    bells = page.locator("[data-bell='1']")
    expect(bells.first).to_be_attached(timeout=15_000)
    line(page, "Quand ?").get_by_role("button", name="Sans suite").press("Enter")
    undo = page.get_by_role("button", name="Annuler")
    expect(undo).to_be_focused()
    expect(bells).to_have_count(0)
    page.wait_for_timeout(1500)  # the echo of what was pressed takes nothing of it away
    expect(undo).to_be_focused()
    look(page, "desk-put-away")
    page.keyboard.press("Enter")
    expect(line(page, "Quand ?").get_by_role("button", name="Sans suite")).to_be_focused()
    expect(bells.first).to_be_attached()
    page.wait_for_timeout(1500)
    expect(line(page, "Quand ?").get_by_role("button", name="Sans suite")).to_be_focused()
    expect(page.locator("#attendent")).to_contain_text("1 chose attend")
