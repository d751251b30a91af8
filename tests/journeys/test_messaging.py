"""A resident and their town hall write to each other in private, in two browsers at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Conversation
from tests.journeys.screen import both_widths
from tests.live.site import live_site


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


def send(page: Page, words: str) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


@both_widths
def test_a_resident_writes_and_the_town_hall_answers(
    enter, look, commune, mayor, resident, second_resident, delegate_with
):
    # A town hall that was never written to has its list open.
    waiting: Page = enter(mayor)
    with waiting.expect_response("**/direct/**"):
        waiting.goto(f"/{commune.slug}/messagerie/")
    expect(waiting.get_by_text("Pas encore de message")).to_be_visible()
    anne: Page = enter(resident)
    anne.goto(f"/{commune.slug}/messagerie/")
    look(anne, "messaging-none")
    anne.get_by_role("link", name="Écrire un nouveau message").click()
    expect(anne.get_by_label("Au maire et à son équipe")).to_be_checked()
    look(anne, "messaging-new")
    send(anne, "Le lampadaire de la rue des Lilas ne s’allume plus.")
    expect(anne.get_by_role("heading", name="La mairie")).to_be_visible()
    expect(anne.get_by_text("Pas encore lu")).to_be_visible()
    expect(waiting.get_by_role("link", name=resident.full_name)).to_be_visible()  # live
    conversation = Conversation.objects.get()

    # A colleague finds it on the desk, takes a note and answers.
    colleague = delegate_with(ANSWER_MESSAGES, first_name="Paul", last_name="Adjoint")
    paul: Page = enter(colleague)
    paul.goto(f"/{commune.slug}/mairie/")
    paul.get_by_role("link", name="Répondre").click()
    expect(paul.get_by_text("Le lampadaire de la rue des Lilas")).to_be_visible()
    paul.get_by_role("link", name="Notes internes").click()
    paul.get_by_label("Nouvelle note").fill("Voir avec les services techniques.")
    paul.get_by_role("button", name="Ajouter la note").click()
    expect(paul.get_by_text("Voir avec les services techniques.")).to_be_visible()
    look(paul, "messaging-team")
    with anne.expect_response("**/direct/**"):
        anne.reload()
    send(paul, "Merci, nous passons demain.")

    answer = anne.locator("li.message", has_text="Merci, nous passons demain.")
    expect(answer).to_be_visible()  # live
    expect(answer).to_contain_text("Pour la mairie")
    assert "services techniques" not in anne.content()
    look(anne, "messaging-answered")
    # It is read, which is said at once; not of what is written next.
    expect(paul.get_by_text("Lu", exact=True)).to_be_visible()
    expect(paul.get_by_role("button", name="Pas de réponse à donner")).to_have_count(0)
    anne.goto("about:blank")
    send(paul, "Et voici le numéro de dossier.")
    expect(paul.locator("li.message", has_text="numéro de dossier")).to_be_visible()
    expect(paul.get_by_text("Pas encore lu")).to_be_visible()
    expect(paul.get_by_text("Lu", exact=True)).to_have_count(0)
    look(paul, "messaging-sent")

    # The town hall writes first to somebody else, by the first letters of their name.
    town_hall: Page = enter(mayor)
    town_hall.goto(f"/{commune.slug}/messagerie/")
    look(town_hall, "messaging-list")
    town_hall.get_by_role("link", name="Écrire un nouveau message").click()
    town_hall.get_by_role("combobox", name="Administré").press_sequentially(
        second_resident.last_name[:3].lower()
    )
    town_hall.get_by_role("option", name=second_resident.full_name).click()
    look(town_hall, "messaging-new-town-hall")
    send(town_hall, "Votre dossier est prêt.")
    expect(town_hall.get_by_role("heading", name=second_resident.full_name)).to_be_visible()
    assert Conversation.objects.count() == 2
    assert conversation.resident_id == resident.pk


def test_without_script_all_of_it_works(enter, commune, mayor, resident):
    """The old phone, and the page before its script has come."""
    anne: Page = enter(resident, java_script_enabled=False)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/")
    anne.get_by_label("Au maire seul").check()
    send(anne, "Entre nous.")
    expect(anne.get_by_text("Entre nous.")).to_be_visible()
    send(anne, "Et merci.")
    expect(anne.get_by_text("Et merci.")).to_be_visible()
