"""A poll from the mayor's question to the answer that is given to it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.polls.actions import counting
from civic.polls.models import Poll
from civic.posts.models import Post
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths
from tests.polls.factories import vote


@pytest.fixture
def residents_voting(commune: Commune) -> list[Person]:
    people = [PersonFactory() for _ in range(9)]
    for person in people:
        MembershipFactory(commune=commune, person=person)
    return people


@both_widths
def test_asked_voted_counted_and_answered(
    enter: Callable[..., Page],
    look: Callable[[Page, str], None],
    commune: Commune,
    mayor: Person,
    resident: Person,
    post: Post,
    residents_voting: list[Person],
) -> None:
    town_hall = enter(mayor)
    town_hall.goto(f"/{commune.slug}/sondages/")
    town_hall.get_by_role("link", name="Créer un nouveau sondage").click()
    ask(town_hall, look)

    page = enter(resident)
    page.goto(f"/{commune.slug}/sondages/")
    expect(page.get_by_role("link", name="Voter")).to_be_visible()
    look(page, "poll-list")
    page.goto(f"/{commune.slug}/")
    strip = page.get_by_role("region", name="Ce qui vous attend")
    expect(strip).to_contain_text("Sondage\u00a0: Le marché")
    look(page, "poll-above-feed")
    strip.get_by_role("link", name="Voter").click()
    card = page.locator("main")
    expect(card).to_contain_text("Sondage anonyme")
    card.get_by_label("Samedi").check()
    # As the browser does when it keeps the page that is left: « back » shows it without the choice.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(card.get_by_label("Samedi")).not_to_be_checked()
    card.get_by_label("Samedi").check()
    card.get_by_role("button", name="Voter").click()  # without the box: said by us, in French
    expect(page.locator("#erreurs")).to_be_focused()
    page.get_by_role("link", name="Votre confirmation").click()
    expect(card.get_by_label("J’ai relu mon choix")).to_be_focused()
    expect(card.get_by_label("Samedi")).to_be_checked()
    look(page, "poll-lacking")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(card.get_by_label("Samedi")).not_to_be_checked()
    card.get_by_label("Samedi").check()
    card.get_by_label("J’ai relu mon choix").check()
    look(page, "poll-ballot")
    card.get_by_role("button", name="Voter").click()
    expect(page.get_by_text("Votre vote est enregistré")).to_be_visible()
    look(page, "poll-voted")
    page.go_back()  # to a page, not to a form that the browser would send again
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Voter")).to_have_count(0)
    page.go_forward()
    expect(page.get_by_text("Vous avez voté.", exact=True)).to_be_visible()

    poll = Poll.objects.get()
    for number, person in enumerate(residents_voting):
        vote(poll, person, number % 2)
    counting.count_ballots(poll_id=poll.pk)
    page.reload()
    expect(page.get_by_text("Résultats des 5")).to_be_visible()
    look(page, "poll-first-results")
    page.goto(f"/{commune.slug}/")
    expect(page.get_by_role("link", name=post.title, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Voter")).to_have_count(0)

    town_hall.reload()
    expect(town_hall.get_by_text("la question et les réponses ne changent plus")).to_be_visible()
    town_hall.get_by_role("link", name="Changer la limite ou clore").click()
    look(town_hall, "poll-deadline")
    town_hall.get_by_role("button", name="Clore ce sondage").click()
    expect(town_hall.get_by_role("heading", level=1)).to_have_text("Le marché")
    for _ in range(40):  # the worker counts
        if Poll.objects.get().is_closed:
            break
        town_hall.wait_for_timeout(250)
    town_hall.reload()
    town_hall.get_by_role("link", name="Dire la suite donnée").click()
    town_hall.get_by_label("Suite donnée").fill("Ce sera le mardi, dès le printemps.")
    look(town_hall, "poll-answer")
    town_hall.get_by_role("button", name="Publier").click()
    expect(town_hall.get_by_text("10\u00a0bulletins dépouillés")).to_be_visible()
    page.goto(f"/{commune.slug}/aujourdhui/")
    page.get_by_text("Aussi dans la commune").click()
    expect(page.get_by_role("article", name="Le marché")).to_contain_text("Ce sera le mardi")
    look(page, "poll-outcome")


def test_a_draft_on_the_device_comes_back_with_its_rows(
    enter: Callable[..., Page], commune: Commune, mayor: Person
) -> None:
    page = enter(mayor)
    page.goto(f"/{commune.slug}/sondages/nouveau/")
    for number in range(1, 7):
        if number > 4:
            page.get_by_role("button", name="Ajouter une réponse").click()
        page.get_by_label(f"Réponse {number}", exact=True).fill(f"Jour {number}")
    page.get_by_role("button", name="Descendre la réponse 1").click()
    expect(page.get_by_label("Réponse 1", exact=True)).to_have_value("Jour 2")
    page.get_by_role("button", name="Retirer la réponse 4").press("Enter")
    expect(page.locator("#announcement")).to_have_text("La réponse est retirée.")
    expect(page.get_by_role("button", name="Retirer la réponse 4")).to_be_focused()
    expect(page.get_by_label("Réponse 6", exact=True)).to_have_count(0)
    shown = page.get_by_role("region", name="Aperçu").get_by_role("listitem")
    expect(shown).to_have_text(["Jour 2", "Jour 1", "Jour 3", "Jour 5", "Jour 6"])
    page.reload()
    expect(page.get_by_text("Votre brouillon a été retrouvé")).to_be_visible()
    for number, text in enumerate(("Jour 2", "Jour 1", "Jour 3", "Jour 5", "Jour 6"), 1):
        expect(page.get_by_label(f"Réponse {number}", exact=True)).to_have_value(text)
    expect(page.get_by_label("Réponse 6", exact=True)).to_have_count(0)
    expect(shown).to_have_text(["Jour 2", "Jour 1", "Jour 3", "Jour 5", "Jour 6"])
    page.get_by_role("button", name="L’effacer").click()
    expect(page.get_by_label("Réponse 5", exact=True)).to_have_count(0)
    expect(page.get_by_label("Réponse 4", exact=True)).to_have_value("")


def ask(page: Page, look: Callable[[Page, str], None]) -> None:
    page.get_by_label("Titre du sondage").fill("Le marché")
    page.get_by_label("Votre question").fill("Quel jour préférez-vous ?")
    for number, text in enumerate(("Samedi", "Mardi", "Jeudi"), 1):
        page.get_by_label(f"Réponse {number}", exact=True).fill(text)
    page.get_by_role("button", name="Descendre la réponse 1").click()
    expect(page.get_by_label("Réponse 1", exact=True)).to_have_value("Mardi")
    page.get_by_role("button", name="Descendre la réponse 2").click()
    expect(page.get_by_label("Réponse 3", exact=True)).to_have_value("Samedi")
    expect(page.get_by_label("Titre du sondage")).to_have_value("Le marché")
    expect(page.get_by_role("region", name="Aperçu")).to_contain_text("Quel jour préférez-vous")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", name="Quelques points sont à revoir")).to_be_visible()
    look(page, "poll-errors")
    page.get_by_label("Limite de vote").fill("2027-01-24T09:38")
    page.get_by_label("Je confirme que la question").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Le sondage est ouvert")).to_be_visible()
