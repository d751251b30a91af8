"""Somebody looks for something, from the header of whatever page they are on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.agenda.models import CalendarEvent
from civic.communes.models import Commune
from civic.core.clock import now
from tests.agenda.factories import CalendarEventFactory
from tests.journeys.screen import both_widths
from tests.links.factories import UsefulLinkFactory
from tests.polls.factories import PollFactory
from tests.search.corpus import index, post
from tests.threads.factories import MessageFactory

BODY = (
    "La commission s’est réunie jeudi pour préparer la saison. Les travaux de la salle des fêtes commencent lundi : "
    "l’entrée se fera par la rue Basse, et l’association de l’école ouvre la buvette pendant les travaux."
)

HIGHEST = {390: 844 * 0.45, 1280: 900 * 0.6}  # where the first result begins, in pixels, at most


@pytest.fixture
def texts(commune: Commune, mayor: Person, resident: Person) -> CalendarEvent:
    first = post(commune, mayor, "Travaux à la salle des fêtes", BODY)
    event = CalendarEventFactory(commune=commune, title="Marché de Noël", place="Place de l’Église")
    index(
        first,
        event,
        post(
            commune, mayor, "Déchetterie : horaires d’hiver", "Fermée le mardi pendant les travaux.", days=40
        ),
        *(
            post(commune, mayor, f"Travaux de voirie, rue {n}", "Circulation alternée.", days=50 + n)
            for n in range(24)
        ),
        PollFactory(commune=commune, author=mayor, title="Quels travaux d’abord ?"),
        UsefulLinkFactory(
            commune=commune, title="Travaux sur les routes", description="Carte du département"
        ),
        MessageFactory(thread=first.thread, author=resident, body="Merci pour ces travaux, enfin !"),
    )
    return event


def _search(page: Page, width: int, words: str) -> None:
    """From the header: in its field, or one tap on its sign away."""
    if width > 600:
        field = page.get_by_role("banner").get_by_role("searchbox", name="Que cherchez-vous ?")
    else:
        page.get_by_role("banner").get_by_role("link", name="Rechercher").click()
        field = page.get_by_role("main").get_by_role("searchbox", name="Que cherchez-vous ?")
        expect(field).to_be_focused()
    field.fill(words)
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recherche")


@both_widths
def test_found_narrowed_and_opened(
    enter: Callable[..., Page], look: Callable[[Page, str], None], commune: Commune, resident: Person,
    texts: CalendarEvent, width: int,
) -> None:  # fmt: skip
    page = enter(resident)
    page.goto(f"/{commune.slug}/")
    look(page, "search-header")
    _search(page, width, "travail")
    expect(page.locator("mark").first).to_have_text("Travaux")
    look(page, "search-results")
    first = page.locator(".search-hit").first.bounding_box()
    assert first
    assert first["y"] <= HIGHEST[width], "what was found stands high on the first screen"
    page.locator(".search-hit__rubric").first.evaluate(
        "one => one.lastChild.textContent += ' · un jour que l’on a écrit en bien des mots'"
    )
    alone = page.locator(".search-hit__rubric").first.evaluate(
        """one => {
            const words = document.createRange();
            words.selectNodeContents(one.lastChild);
            return one.querySelector("svg").getBoundingClientRect().bottom
                <= words.getClientRects()[0].top;
        }"""
    )
    assert not alone, "an icon stands beside its words, however long they are"
    assert "travail" not in page.url

    more = page.get_by_role("link", name="Voir plus")
    before = page.locator(".search-hit").count()
    more.click()
    expect(more).to_have_count(0)
    assert page.locator(".search-hit").count() > before

    page.get_by_role("navigation", name="Où chercher").get_by_role("link", name="Sondages").click()
    expect(page.locator(".search-hit")).to_have_count(1)
    dates = page.locator(".search-days > summary")
    expect(dates).to_have_text("Toute date")
    dates.click()
    look(page, "search-dates")
    page.get_by_role("navigation", name="Dates").get_by_role("link", name="30 jours").click()
    expect(page.locator(".search-hit")).to_have_count(1)
    expect(dates).to_have_text("30 jours")
    dates.click()
    page.get_by_label("Du", exact=True).fill(f"{now() - timedelta(days=3):%Y-%m-%d}")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    expect(dates).to_have_text("Entre deux dates")
    expect(page.get_by_label("Du", exact=True)).to_be_visible()
    expect(page.locator(".search-hit")).to_have_count(1)
    look(page, "search-days")
    page.get_by_role("link", name="Quels travaux d’abord").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quels travaux d’abord ?")
    page.go_back()
    expect(page.locator(".search-hit")).to_have_count(1)


@both_widths
def test_mistyped_then_nothing(
    enter: Callable[..., Page], look: Callable[[Page, str], None], commune: Commune, resident: Person,
    texts: CalendarEvent, width: int,
) -> None:  # fmt: skip
    page = enter(resident)
    page.goto(f"/{commune.slug}/agenda/")
    _search(page, width, "marhcé de noel")
    expect(page.get_by_text("Voici ce qui s’en approche")).to_be_visible()
    look(page, "search-near")
    page.get_by_role("main").get_by_role("link", name="marché de noel", exact=True).click()
    expect(page.get_by_text("Voici ce qui s’en approche")).to_have_count(0)
    expect(page.get_by_role("link", name="Marché de Noël")).to_be_visible()

    field = page.get_by_role("main").get_by_role("searchbox", name="Que cherchez-vous ?")
    field.fill("xylophone")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Rien pour « xylophone »")).to_be_visible()
    look(page, "search-nothing")


@both_widths
def test_the_town_hall_finds_people_and_a_visitor_what_is_public(
    enter: Callable[..., Page], look: Callable[[Page, str], None], commune: Commune, mayor: Person, resident: Person,
    texts: CalendarEvent, width: int,
) -> None:  # fmt: skip
    page = enter(mayor)
    page.goto(f"/{commune.slug}/")
    _search(page, width, "martin")
    people = page.get_by_role("region", name="Administrés")
    expect(people.get_by_role("link", name="Anne Martin")).to_be_visible()
    look(page, "search-people")

    visitor = enter()
    visitor.goto(f"/{commune.slug}/")
    visitor.get_by_role("banner").get_by_role("link", name="Rechercher").click()
    look(visitor, "search-page")
    field = visitor.get_by_role("searchbox", name="Que cherchez-vous ?")
    field.fill("travaux")
    visitor.get_by_role("main").get_by_role("button", name="Chercher").click()
    expect(visitor.get_by_role("link", name="Travaux sur les routes")).to_be_visible()
    expect(visitor.locator(".search-hit")).to_have_count(1)


def test_it_works_without_script(
    enter: Callable[..., Page], commune: Commune, resident: Person, texts: CalendarEvent
) -> None:
    page = enter(resident, java_script_enabled=False)
    page.goto(f"/{commune.slug}/recherche/")
    page.get_by_role("main").get_by_role("searchbox").fill("travaux")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Voir plus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recherche")
    expect(page.locator(".search-hit").first).to_be_visible()
