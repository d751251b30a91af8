"""What a town hall has at hand in its messages: ready answers, an absence, and words that are found again."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from civic.core.clock import today_in
from civic.messaging.actions import writing
from civic.messaging.models import Absence, Conversation
from civic.threads.models import Message
from tests.journeys.screen import both_widths


@both_widths
def test_a_ready_answer_follows_what_was_typed(enter, look, commune, mayor, resident, viewer_of):
    conversation = writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Quand passez-vous ?", key="k"
    )
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/messagerie/")
    page.get_by_role("link", name="Réponses types").click()
    page.get_by_role("link", name="Bien reçu").click()
    look(page, "reply-template-new")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La réponse type est enregistrée.")).to_be_visible()
    look(page, "reply-templates")

    page.goto(f"/{commune.slug}/messagerie/{conversation.thread_id}/")
    field = page.get_by_label("Votre message")
    field.fill("Merci pour la photo.")
    page.get_by_label("Joindre des photos").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    panel = page.locator("summary", has_text="Réponses types")
    panel.press("Control+Enter")  # sends from the field alone, and not what is being put together there
    composing = {"key": "Enter", "ctrlKey": True, "isComposing": True, "bubbles": True}
    field.dispatch_event("keydown", composing)
    panel.click()
    page.get_by_label("Réponse type").select_option(label="Bien reçu, nous revenons vers vous")
    page.get_by_role("button", name="Insérer").click()
    expect(field).to_have_value(re.compile(rf"^Merci pour la photo\.\n\nBonjour {resident.first_name},"))
    expect(field).to_be_focused()
    assert field.evaluate("one => one.selectionStart === one.value.length"), "one goes on after it"
    expect(page.get_by_label("Réponse type")).to_be_hidden()
    expect(page.get_by_text("plan.pdf")).to_be_visible()  # the file that was chosen stays
    look(page, "reply-inserted")

    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Il reste à remplir")).to_be_visible()
    assert Message.objects.count() == 1
    look(page, "reply-blanks")
    field.fill(field.input_value().replace("[jour]", "jeudi"))
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("li.message", has_text="d’ici le jeudi")).to_be_visible()


def test_without_script_the_answer_comes_back_with_its_text(enter, commune, mayor, resident, viewer_of):
    conversation = writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Quand passez-vous ?", key="k"
    )
    page: Page = enter(mayor, java_script_enabled=False)
    page.goto(f"/{commune.slug}/messagerie/reponses/nouvelle/")
    page.get_by_label("Nom").fill("Passage")
    page.get_by_label("Texte").fill("Bonjour {prénom}, nous passons demain.")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"/{commune.slug}/messagerie/{conversation.thread_id}/")
    page.get_by_label("Votre message").fill("Merci.")
    page.locator("summary", has_text="Réponses types").click()
    page.get_by_label("Réponse type").select_option(label="Passage")
    page.get_by_role("button", name="Insérer").click()
    expect(page.get_by_label("Votre message")).to_have_value(
        f"Merci.\n\nBonjour {resident.first_name}, nous passons demain."
    )
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("nous passons demain.")).to_be_visible()


@both_widths
def test_an_absence_warns_and_ends(enter, look, commune, mayor, resident):
    town_hall: Page = enter(mayor)
    town_hall.goto(f"/{commune.slug}/messagerie/")
    town_hall.get_by_role("link", name="Fermeture de la mairie").click()
    until = today_in(commune.timezone) + timedelta(days=3)
    town_hall.get_by_label("Dernier jour").fill(until.isoformat())
    look(town_hall, "absence-edit")
    town_hall.get_by_role("button", name="Enregistrer").click()
    expect(town_hall.get_by_role("button", name="Terminer maintenant")).to_be_visible()
    look(town_hall, "absence-running")

    anne: Page = enter(resident)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/")
    expect(anne.get_by_text("La mairie est fermée jusqu’au")).to_be_visible()
    look(anne, "absence-before-writing")
    anne.get_by_label("Votre message").fill("Le banc est cassé.")
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_text("Réponse automatique")).to_be_visible()
    expect(anne.get_by_text("SAMU")).to_be_visible()
    look(anne, "absence-answered")
    assert Conversation.objects.get().waiting_since

    town_hall.get_by_role("button", name="Terminer maintenant").click()
    expect(town_hall.get_by_text("La fermeture est terminée")).to_be_visible()
    assert not Absence.objects.exists()


@both_widths
def test_words_are_found_again(enter, look, commune, mayor, resident, viewer_of):
    writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="L’éclairage est en panne.", key="k"
    )
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/messagerie/")
    page.get_by_role("link", name="Chercher dans les messages").click()
    page.get_by_label("Quels mots cherchez-vous").fill("eclairage")
    page.get_by_role("button", name="Chercher").last.click()
    expect(page.locator("mark")).to_have_text("L’éclairage")
    assert "eclairage" not in page.url
    look(page, "message-search")
    page.locator(".search-hit a").click()
    expect(page.locator("li.message", has_text="en panne")).to_be_visible()
