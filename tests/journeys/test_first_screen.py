"""What a person sees first on the commune's page, and that they come back to where they were reading."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.posts.models import Post
from civic.threads.models import Thread
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import CommuneFactory, OfficeFactory, TownHallFactory
from tests.journeys.screen import both_widths
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

LONG = "<p>" + "La commune réparera la rue Basse avant l’hiver, un tronçon après l’autre. " * 30 + "</p>"
LAST_WORDS = "<p>Le détail est affiché en mairie.</p>"
LOWEST = 800  # of the two screens, the lower one
HEAD, STRIP = 96, 844 * 0.25  # pixels at most
WHOLE = "one => one.scrollWidth <= Math.ceil(one.offsetWidth) && one.scrollHeight < one.offsetHeight + 8"


@pytest.fixture
def busy_commune(commune: Commune, mayor: Person, resident: Person) -> Commune:
    """A slogan, a poll that asks, an event today, a pinned publication, and two and a half pages of others."""
    Office.objects.update(slogan="Un village, la mer, et nous tous")
    PollFactory(commune=commune, author=mayor, title="Où installer le nouveau banc de la place ?")
    CalendarEventFactory(
        commune=commune, title="Vide-grenier", starts_at=now(), ends_at=now() + timedelta(hours=1)
    )
    CalendarEventFactory(
        commune=commune, title="Chorale", starts_at=now(), ends_at=now() + timedelta(hours=1)
    )
    PostFactory(
        commune=commune, author=mayor, title="Numéros utiles, horaires, astreinte : à garder sous la main",
        body=LONG, pinned_at=now(), pinned_until=now() + timedelta(days=10),
        published_at=now() - timedelta(days=40),
    )  # fmt: skip
    for number in range(25):
        PostFactory(
            commune=commune, author=mayor, title=f"Publication {number:02}", body=LONG + LAST_WORDS,
            published_at=now() - timedelta(hours=number + 1),
        )  # fmt: skip
    return commune


def first_title(page: Page) -> Locator:
    return page.locator("article.post:not(.post--pinned) h2").first


def height(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box
    return box["height"]


def top(locator: Locator) -> float:
    return float(locator.evaluate("one => one.getBoundingClientRect().top"))


@both_widths
def test_the_page_opens_on_news(
    enter: Callable[..., Page], look: Callable[[Page, str], None], busy_commune: Commune, resident: Person,
    mayor: Person, width: int,
) -> None:  # fmt: skip
    here = f"/{busy_commune.slug}/"
    for person, name in ((resident, "resident"), (mayor, "mayor")):
        page = enter(person, viewport={"width": width, "height": 844 if width < 600 else LOWEST})
        for visit in ("first-visit", "first-screen"):
            page.goto(here)
            expect(page.locator(".first-visit")).to_have_count(
                int((visit, name) == ("first-visit", "resident"))
            )
            bar = page.locator(".bottom-bar")
            bottom = top(bar) if bar.is_visible() else LOWEST
            title = first_title(page).bounding_box()
            assert title
            assert title["y"] + title["height"] <= bottom, f"the newest title is on the first screen: {visit}"
            assert height(page.locator(".short-head")) <= HEAD
            assert height(page.get_by_role("region", name="Ce qui vous attend")) <= STRIP
            look(page, f"{visit}-{name}")


@both_widths
def test_what_waits_is_one_tap_away(
    enter: Callable[..., Page], look: Callable[[Page, str], None], busy_commune: Commune, resident: Person
) -> None:
    page = enter(resident)
    page.goto(f"/{busy_commune.slug}/")
    strip = page.get_by_role("region", name="Ce qui vous attend")
    expect(strip.get_by_role("listitem").locator("visible=true")).to_have_count(2)
    strip.get_by_text("Tout voir").click()
    expect(strip.get_by_role("listitem").locator("visible=true")).to_have_count(3)
    look(page, "waiting-all")
    strip.get_by_role("link", name="Voter").click()
    expect(page.get_by_role("heading", name="Où installer le nouveau banc")).to_be_visible()


def test_what_stands_beside_the_feed_is_one_tap_away_on_a_phone(
    enter: Callable[..., Page], look: Callable[[Page, str], None], busy_commune: Commune, resident: Person
) -> None:
    for options in ({}, {"java_script_enabled": False}):
        page = enter(resident, **options)
        page.goto(f"/{busy_commune.slug}/")
        page.get_by_role("link", name="Aujourd’hui").locator("visible=true").first.click()
        expect(page.get_by_role("heading", name="Aujourd’hui", level=1)).to_be_visible()
        expect(page.get_by_role("link", name="Vide-grenier").locator("visible=true").first).to_be_visible()
        if not options:
            look(page, "today")


@both_widths
def test_pinned_ones_are_folded_and_long_texts_open_in_place(
    enter: Callable[..., Page], look: Callable[[Page, str], None], busy_commune: Commune, resident: Person
) -> None:
    page = enter(resident)
    page.goto(f"/{busy_commune.slug}/")
    pinned = page.locator(".post--pinned")
    expect(pinned).to_contain_text("Épinglée jusqu’au")
    assert height(pinned) < 160
    item = page.locator("article.post:not(.post--pinned)").first
    text = item.locator(".prose")
    before = height(text)
    assert before <= 8 * 1.7 * 18 + 44
    item.get_by_role("link", name="Lire la suite").click()
    expect(item.get_by_role("link", name="Lire la suite")).to_be_hidden()
    assert height(text) > before + 100
    look(page, "text-opened")
    page.reload()
    expect(item.get_by_role("link", name="Lire la suite")).to_be_hidden()


def test_words_of_a_folded_text_are_found_by_the_browser(
    enter: Callable[..., Page], busy_commune: Commune, resident: Person
) -> None:
    page = enter(resident)
    page.goto(f"/{busy_commune.slug}/#:~:text=Le détail est affiché en mairie")
    expect(page.locator("article.post .fold--open").first).to_be_visible()
    expect(page.get_by_text("Le détail est affiché en mairie").first).to_be_in_viewport()


def test_without_script_a_folded_text_leads_to_its_page(
    enter: Callable[..., Page], busy_commune: Commune, resident: Person
) -> None:
    page = enter(resident, java_script_enabled=False)
    page.goto(f"/{busy_commune.slug}/")
    page.get_by_role("link", name="Lire la suite").first.click()
    expect(page.get_by_role("heading", name="Publication 00", level=1)).to_be_visible()
    expect(page.get_by_text("Le détail est affiché en mairie")).to_be_visible()


@both_widths
def test_back_leads_to_where_one_was_reading(
    enter: Callable[..., Page], busy_commune: Commune, resident: Person
) -> None:
    """From a publication, from the page that flags it, by the browser's button and by ours."""
    page = enter(resident)
    page.goto(f"/{busy_commune.slug}/")
    for shown in (20, 25):
        page.get_by_role("link", name="Publications plus anciennes").click()
        expect(page.locator("article.post:not(.post--pinned)")).to_have_count(shown)
    assert page.url.endswith("?pages=3")
    item = page.locator("article.post").filter(has_text="Publication 17")
    item.get_by_role("link", name="Lire la suite").click()

    def leave_and_come_back(leave: Callable[[], Any], come_back: Callable[[], Any]) -> None:
        item.evaluate("one => scrollBy({ top: one.getBoundingClientRect().top - 180, behavior: 'instant' })")
        before = top(item)
        leave()
        come_back()
        expect(page.locator("article.post:not(.post--pinned)")).to_have_count(25)
        page.wait_for_load_state("networkidle")
        assert abs(top(item) - before) <= 4

    link = item.get_by_role("heading").get_by_role("link")
    leave_and_come_back(link.click, page.go_back)
    leave_and_come_back(link.click, lambda: page.get_by_role("link", name="Le fil d’actualité").first.click())

    def flag() -> None:
        item.locator("summary").first.click()
        item.get_by_role("link", name="Signaler").click()
        expect(page.get_by_role("heading", name="Signaler")).to_be_visible()

    leave_and_come_back(flag, page.go_back)

    def send_flag() -> None:
        flag()
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Envoyer le signalement").click()
        expect(page.get_by_role("link", name="Le fil d’actualité").first).to_be_visible()

    leave_and_come_back(send_flag, lambda: page.get_by_role("link", name="Le fil d’actualité").first.click())


@both_widths
def test_the_last_comment_alone_and_its_number(
    enter: Callable[..., Page], look: Callable[[Page, str], None], commune: Commune, mayor: Person,
    resident: Person, post: Post,
) -> None:  # fmt: skip
    MessageFactory.create_batch(4, thread=post.thread, author=mayor, body="Un mot")
    page = enter(resident)
    page.goto(f"/{commune.slug}/")
    item = page.locator("article.post")
    expect(item.locator(".comment")).to_have_count(1)
    number = page.locator(f"#nombre-{post.thread_id}")
    expect(number).to_have_text("4")
    item.get_by_role("textbox").fill("Merci beaucoup")
    item.get_by_role("button", name="Ok").click()
    expect(number).to_have_text("5")
    own = item.locator(".comment").filter(has_text="Merci beaucoup")
    look(page, "comment-own")
    own.get_by_role("link", name="Supprimer").click()
    item.get_by_role("button", name="Supprimer").click()
    expect(number).to_have_text("4")
    assert Thread.objects.get(pk=post.thread_id).messages == 4
    item.get_by_role("link", name="Charger les anciens commentaires").click()
    expect(item.locator(".comment")).to_have_count(5)


@both_widths
def test_a_heading_of_a_publication_is_short_and_cuts_no_name(
    enter: Callable[..., Page], busy_commune: Commune, resident: Person, width: int
) -> None:
    """Two lines; on a phone a third only where the name of who signs does not fit beside the date."""
    page = enter(resident)
    page.goto(f"/{busy_commune.slug}/")
    assert height(page.locator(".post__head").first) <= (48 if width < 600 else 52)


@pytest.mark.parametrize("wide", [390, 320])
def test_the_longest_names_are_read_whole_on_a_phone(
    enter: Callable[..., Page], look: Callable[[Page, str], None], wide: int
) -> None:
    commune = CommuneFactory(code="51513", name="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson")
    mayor = PersonFactory(first_name="Hélène", last_name="Durand-Delacroix")
    TownHallFactory(commune=commune)
    OfficeFactory(commune=commune, person=mayor, slogan="Un village")
    PostFactory(commune=commune, author=mayor)
    page = enter(mayor, viewport={"width": wide, "height": 844})
    page.goto(f"/{commune.slug}/")
    assert height(page.locator(".short-head")) <= HEAD
    assert height(page.locator(".site-header")) <= 56
    for part in (".short-head__name", ".short-head__links .link-button", ".post__name", ".post__author"):
        for one in page.locator(part).locator("visible=true").all():
            assert one.evaluate(WHOLE), part
    look(page, f"longest-name-{wide}")
