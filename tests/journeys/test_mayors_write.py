"""Two mayors write to each other: one looks for the other among all communes of France, here or not yet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.messaging.enums import ANSWER_MESSAGES
from tests.journeys.screen import both_widths
from tests.live.site import live_site


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def directory(commune, other_commune, empty_commune) -> None:
    names = {other_commune: ("Dominique", "AILLEURS"), empty_commune: ("Maëlle", "LE GOFF")}
    for place, (first, last) in names.items():
        Commune.objects.filter(pk=place.pk).update(mayor_first_name=first, mayor_last_name=last)
    save_search_terms(communes=list(Commune.objects.all()))


def begin(page: Page, slug: str, letters: str) -> None:
    page.goto(f"/{slug}/messagerie/")
    page.get_by_role("link", name="Écrire un nouveau message").click()
    page.get_by_role("link", name="Maire", exact=True).click()
    page.get_by_role("combobox", name="Maire").press_sequentially(letters)


def send(page: Page, words: str) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


@both_widths
def test_a_mayor_writes_to_another_one(
    enter, look, directory, commune, other_commune, mayor, other_mayor, delegate_with
):
    anne: Page = enter(mayor)
    begin(anne, commune.slug, "aill")
    option = anne.get_by_role("option", name=other_commune.name)
    expect(option).to_contain_text("Inscrite")
    look(anne, "mayors-found")
    option.click()
    expect(anne.get_by_role("heading", name=f"Écrire à {other_mayor.full_name}")).to_be_visible()
    look(anne, "mayors-new")
    send(anne, "Bonjour, comment avez-vous refait votre place du marché ?")
    expect(anne.get_by_role("heading", name=other_mayor.full_name)).to_be_visible()

    luc: Page = enter(other_mayor)
    luc.goto(f"/{other_commune.slug}/mairie/")
    expect(luc.get_by_text("vous a écrit, de maire à maire").first).to_be_visible()
    luc.get_by_role("link", name="Répondre").click()
    with anne.expect_response("**/direct/**"):
        anne.reload()
    send(luc, "Bonjour, avec des pavés de réemploi. Je vous envoie le plan.")
    expect(anne.locator("li.message", has_text="pavés de réemploi")).to_be_visible()  # live
    look(anne, "mayors-answered")

    # One of the team reads along, which the other one sees at once, until it is closed again.
    julie = delegate_with(ANSWER_MESSAGES, first_name="Julie", last_name="Adjointe")
    luc.goto(f"/{other_commune.slug}/messagerie/")
    with luc.expect_response("**/direct/**"):
        luc.get_by_role("link", name=mayor.full_name).click()
    anne.get_by_role("link", name="Ouvrir à quelqu’un").click()
    anne.get_by_label("Julie Adjointe").check()
    look(anne, "mayors-open-to")
    anne.get_by_role("button", name="Enregistrer").click()
    expect(luc.get_by_text("Ouverte à Julie Adjointe")).to_be_visible()
    look(luc, "mayors-opened")
    reader: Page = enter(julie)
    reader.goto(f"/{commune.slug}/messagerie/")
    reader.get_by_role("link", name=other_mayor.full_name).click()
    expect(reader.get_by_text("pavés de réemploi")).to_be_visible()
    expect(reader.get_by_label("Votre message")).to_have_count(0)
    look(reader, "mayors-read-along")
    anne.goto(f"/{commune.slug}/messagerie/")
    look(anne, "mayors-list")


@both_widths
def test_a_town_hall_that_is_not_here_is_invited_once(
    enter, look, directory, commune, empty_commune, other_commune, mayor, other_mayor
):
    anne: Page = enter(mayor)
    begin(anne, commune.slug, "le go")
    option = anne.get_by_role("option", name=empty_commune.name)
    expect(option).to_contain_text("Pas encore inscrite")
    option.click()
    expect(anne.get_by_text("m•••••@")).to_be_visible()
    expect(anne.get_by_text(f"{mayor.full_name}, maire")).to_be_visible()
    look(anne, "mayors-invite")
    anne.get_by_role("button", name="Envoyer l’invitation").click()
    expect(anne.get_by_text("La dernière invitation est partie")).to_be_visible()
    look(anne, "mayors-invited")

    luc: Page = enter(other_mayor, java_script_enabled=False)
    luc.goto(f"/{other_commune.slug}/messagerie/nouveau/maire/")
    luc.get_by_role("searchbox", name="Maire").fill(empty_commune.name)
    luc.get_by_role("main").get_by_role("button", name="Chercher").click()
    look_at = luc.get_by_role("link", name=empty_commune.name)
    expect(look_at).to_contain_text("Pas encore inscrite")
    look_at.click()
    expect(luc.get_by_text("La dernière invitation est partie")).to_be_visible()
    expect(luc.get_by_role("button", name="Envoyer l’invitation")).to_have_count(0)


def test_without_script_a_mayor_writes_to_another_one(
    enter, directory, commune, other_commune, mayor, other_mayor
):
    anne: Page = enter(mayor, java_script_enabled=False)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/maire/")
    anne.get_by_role("searchbox", name="Maire").fill("ailleurs")
    anne.get_by_role("main").get_by_role("button", name="Chercher").click()
    anne.get_by_role("link", name=other_commune.name).click()
    send(anne, "Entre nous.")
    expect(anne.get_by_text("Entre nous.")).to_be_visible()
    luc: Page = enter(other_mayor, java_script_enabled=False)
    luc.goto(f"/{other_commune.slug}/messagerie/")
    luc.get_by_role("link", name=mayor.full_name).click()
    send(luc, "Bien reçu.")
    expect(luc.get_by_text("Bien reçu.")).to_be_visible()
