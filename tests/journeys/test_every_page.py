"""Each page of the site, as someone who may open it, and the busiest one as everyone.

It begins at its top. No fault for axe-core by day or by night, nothing wider than the screen, on a phone with a text
twice as large neither, nothing in the browser's console; the menu and the bar where they are on every other page.
"""

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.contents.enums import Status
from civic.core.access import Access
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.memberships.models import Membership, ProofRequest
from civic.notifications.models import Notification
from civic.posts.models import Post
from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.world import World
from tests.journeys.screen import (
    both_widths,
    faults_by_night,
    faults_of_boxes,
    faults_of_large_text,
    faults_of_primaries,
)
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

# Files and fragments.
NOT_PAGES = {
    "calendar_feed", "event_file", "alert_banner", "alert_json", "alert_rss", "alert_widget", "alert_poster_file",
    "health", "manifest", "service_worker", "robots", "mailbox_body", "media_file", "portrait_file", "proof_file",
    "journal_export",
    "link_status", "media_status", "media_describe", "media_captions", "notification_news",
    "statistics_csv", "statistics_posts_csv", "statistics_report", "statistics_report_file",
    "invite_paper", "opening_paper_file", "private_file",
}  # fmt: skip
PAGES = [address for address in ADDRESSES if address.name not in NOT_PAGES]
RANKS = {
    Access.PUBLIC: "visitor",
    Access.SIGNED_IN: "resident",
    Access.MEMBER: "resident",
    Access.TOWN_HALL: "mayor",
    Access.MAYOR: "mayor",
    Access.STAFF: "staff",
}
AT_LEAST = {
    "visitor": 20,
    "applicant": 2,
    "resident": 20,
    "mayor": 20,
    "staff": 5,
}  # fewer: pages were lost on the way
# How many buttons are the first to press, where it is not one, and why.
MORE_PRIMARIES = {"component_gallery": 2}  # it shows each look of a button
# Where the menu stands, or on phones the bar at the bottom, and how wide it is.
PLACES = """
(() => {
  const shown = [...document.querySelectorAll(".commune-menu, .bottom-bar")].filter(one => one.offsetWidth);
  return shown.map(one => {
    const { left, width, bottom } = one.getBoundingClientRect();
    return [one.className, left, width, one.matches(".bottom-bar") ? Math.round(bottom - innerHeight) : 0].join(" ");
  }).join(", ");
})()
"""
# A conversation begins at its end, an address with an anchor there, a form where its first field is.
SCROLLED_DOWN = """
(() => {
  const isLed = location.hash || document.querySelector("[data-number]") || document.activeElement !== document.body;
  return !isLed && scrollY > 0;
})()
"""


@pytest.fixture
def world(db: None) -> World:
    """What the addresses lead to, with more to show on some of their pages."""
    built = World()
    place = built.here
    post = PostFactory(commune=place.commune, author=place.mayor, audience=Audience.PUBLIC)
    MessageFactory(thread=post.thread, author=place.mayor, body="Bienvenue à tous")
    PostFactory(commune=place.commune, author=place.mayor, title="Un brouillon", status=Status.DRAFT)
    Notification.objects.create(
        event_id=new_id(),
        kind="comment_after_own",
        commune=place.commune,
        person=place.resident,
        actor=place.mayor,
        for_town_hall=True,
        target_type="posts.post",
        target_id=post.pk,
        source_id=MessageFactory(thread=post.thread, author=place.resident).pk,
        subject=post.title,
        url=f"/{place.commune.slug}/actualites/{post.pk}/",
        happened_at=now(),
    )
    ProofRequest.objects.create(
        membership=Membership.objects.get(person=place.applicant),
        asked_at=now(),
        asked_by=place.mayor,
        words="Quelle est votre rue ?",
        wanted=["bill"],
    )
    return built


def rank_of(address: Address) -> str:
    """As whom a page is looked at: the first who may open it."""
    if address.name in {"comment_edit", "comment_delete"}:
        return "resident"  # one's own comment
    return "mayor" if "flag" in address.name else RANKS[address.page.access]


@both_widths
@pytest.mark.parametrize("rank", ["visitor", "applicant", "resident", "mayor", "staff"])
def test_every_page_is_sound(
    rank: str,
    enter,
    look,
    world: World,
):
    person = world.person(rank, None)
    page: Page = enter(person)
    seen: set[str] = set()
    faults: list[str] = []
    places: set[str] = set()

    def visit(name: str, path: str) -> None:
        answer = page.request.get(path)
        if answer.status not in {200, 404} or answer.url in seen:
            return  # it only takes something in, or leads to a page that was seen
        if "text/html" in answer.headers["content-type"] and "</html>" not in answer.text():
            return  # a part of a page, which others put in
        seen.add(answer.url)
        page.goto(answer.url)
        if page.evaluate(SCROLLED_DOWN):
            faults.append(f"{name}: begins further down than at its top")
        if person:
            places.add(page.evaluate(PLACES))
        try:
            look(page, f"page-{name}-{rank}")
        except AssertionError as fault:
            faults.append(f"{name}: {fault}")
        further = [
            *faults_by_night(page),
            *faults_of_large_text(page),
            *faults_of_primaries(page, MORE_PRIMARIES.get(name, 1)),
            *faults_of_boxes(page),
        ]
        faults.extend(f"{name}: {fault}" for fault in further)

    slug = world.here.commune.slug
    visit("commune_page", f"/{slug}/")
    for address in PAGES:
        if rank_of(address) == rank:
            visit(address.name, world.path(address, person))
    if rank in {"resident", "applicant", "mayor"}:
        visit("membership_detail", f"/{slug}/inscription/")
    if rank == "mayor":
        visit("requests_accepted", f"/{slug}/mairie/administres/?liste=inscrits")
    if rank == "visitor":
        visit("missing", "/n-existe-pas/")
    assert faults == [], "\n".join(faults)
    assert len(places) == (1 if person else 0), places  # the menu and the bar never leave, and never move
    assert len(seen) >= AT_LEAST[rank]


@both_widths
def test_the_menu_of_a_phone_and_the_menus_of_a_publication_are_sound(enter, look, mayor: Person, post: Post):
    page: Page = enter(mayor)
    page.goto(f"/{post.commune.slug}/")
    page.get_by_role("article", name=post.title).locator(".post__head summary").click()
    look(page, "menu-publication")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Mon compte").click()
    look(page, "menu-account")
    page.keyboard.press("Escape")
    if page.viewport_size and page.viewport_size["width"] < 600:
        page.get_by_role("link", name="Menu", exact=True).click()
        expect(page.get_by_role("link", name="Fermer le menu")).to_be_focused()
        look(page, "commune-menu")


def test_a_feed_with_publications_of_each_audience_shows_to_each_what_is_theirs(
    enter, resident: Person, post: Post, public_post: Post
):
    visitor: Page = enter()
    visitor.goto(f"/{post.commune.slug}/")
    expect(visitor.get_by_role("article", name=public_post.title)).to_be_visible()
    expect(visitor.get_by_role("article", name=post.title)).to_have_count(0)
    assert public_post.audience == Audience.PUBLIC
    theirs: Page = enter(resident)
    theirs.goto(f"/{post.commune.slug}/")
    expect(theirs.get_by_role("article", name=post.title)).to_be_visible()
