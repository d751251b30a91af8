"""Pictures and PDF between a resident and their town hall: sent, seen live, saved, refused in words, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import FilePayload, Page, expect

from civic.messaging.models import Conversation
from civic.private_files.models import PrivateFile
from tests.journeys.screen import both_widths
from tests.live.site import live_site
from tests.private_files.factories import PDF

DEMO_PICTURES = Path(__file__).parents[2] / "demo/pictures/photos"
ATTACH = "Joindre des photos ou des PDF"
LETTER = FilePayload(
    name="Courrier du syndic.pdf", mimeType="application/pdf", buffer=PDF + bytes(240_000) + b"%%EOF"
)
PROGRAM = FilePayload(name="facture.pdf", mimeType="application/pdf", buffer=b"MZ" + bytes(300))


def shot(name: str, pictured: str = "road_works") -> FilePayload:
    content = (DEMO_PICTURES / f"{pictured}.avif").read_bytes()
    return FilePayload(name=name, mimeType="image/avif", buffer=content)


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@both_widths
def test_a_letter_and_photos_are_sent_and_answered(enter, look, commune, mayor, resident):
    anne: Page = enter(resident)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/")
    anne.get_by_label("Votre message").fill("Le banc de la place est cassé, voici le courrier du syndic.")
    anne.get_by_label(ATTACH).set_input_files([LETTER, shot("banc.jpg")])
    anne.get_by_label(ATTACH).set_input_files([shot("portrait.jpg", "ceremony_upright")])
    expect(anne.get_by_role("button", name="Retirer")).to_have_count(3)
    look(anne, "private-files-chosen")
    anne.get_by_role("button", name="Retirer portrait.jpg").click()
    expect(anne.get_by_role("button", name="Retirer")).to_have_count(2)
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_role("heading", name="La mairie")).to_be_visible()
    # Drawn by the worker, and shown on the open page by itself.
    drawn = anne.get_by_alt_text(f"Photo envoyée par {resident.full_name}")
    expect(drawn).to_be_visible()
    look(anne, "private-files-sent")
    page = f"/{commune.slug}/messagerie/{Conversation.objects.get().pk}/"

    town_hall: Page = enter(mayor)
    town_hall.goto(page)
    with town_hall.expect_download() as download:
        town_hall.get_by_role("link", name="Courrier du syndic.pdf").click()
    assert download.value.suggested_filename == "Courrier du syndic.pdf"
    assert Path(download.value.path()).read_bytes() == LETTER["buffer"]
    expect(town_hall.locator("dialog")).to_be_attached()  # the viewer has come
    town_hall.get_by_alt_text("Photo envoyée par").click()
    expect(town_hall.get_by_role("dialog")).to_be_visible()
    town_hall.keyboard.press("Escape")

    # What is refused stands beside the field; the words stay, and so do the files.
    with anne.expect_response("**/direct/**"):
        anne.reload()
    town_hall.get_by_label("Votre message").fill("Merci, voici le devis.")
    town_hall.get_by_label(ATTACH).set_input_files([PROGRAM, LETTER])
    town_hall.get_by_role("button", name="Envoyer").click()
    expect(town_hall.get_by_text("ni une photo ni un PDF")).to_be_visible()
    expect(town_hall.get_by_label("Votre message")).to_have_value("Merci, voici le devis.")
    town_hall.get_by_role("button", name="Retirer facture.pdf").click()
    town_hall.get_by_role("button", name="Envoyer").click()
    answer = anne.locator("li.message", has_text="voici le devis")
    expect(answer.get_by_role("link", name="Courrier du syndic.pdf")).to_be_visible()  # live
    expect(town_hall.get_by_role("button", name="Retirer")).to_have_count(0)

    # A photo without a word, and it is taken back.
    anne.get_by_label(ATTACH).set_input_files(
        [shot("a.jpg"), shot("b.jpg", "ceremony_upright"), shot("c.jpg", "storm")]
    )
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_alt_text("3 sur 3")).to_be_visible()
    look(anne, "private-files-photos")
    last = anne.locator("li.message").last
    last.get_by_role("link", name="Supprimer").click()
    last.get_by_role("button", name="Supprimer").click()
    expect(anne.get_by_text("Message supprimé par son auteur")).to_be_visible()
    assert PrivateFile.objects.count() == 3
    folders = {path.parent for path in Path(default_storage.location).glob("prives/*/*/*")}
    assert len(folders) == 3

    anne.get_by_label("Votre message").fill("Et ceci.")
    anne.get_by_label(ATTACH).set_input_files([PROGRAM, LETTER])
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_text("ni une photo ni un PDF")).to_be_visible()
    look(anne, "private-files-refused")


def test_without_script_files_are_sent_too(enter, look, commune, resident):
    anne: Page = enter(resident, java_script_enabled=False)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/")
    anne.get_by_label("Au maire seul").check()
    anne.get_by_label(ATTACH).set_input_files([LETTER])
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_role("link", name="Courrier du syndic.pdf")).to_be_visible()
    anne.get_by_label("Votre message").fill("Et ceci.")
    anne.get_by_label(ATTACH).set_input_files([PROGRAM])
    anne.get_by_role("button", name="Envoyer").click()
    expect(anne.get_by_text("ni une photo ni un PDF")).to_be_visible()
    expect(anne.get_by_label("Votre message")).to_have_value("Et ceci.")
    expect(anne.get_by_text("choisissez-les de nouveau")).to_be_visible()


@both_widths
def test_a_conversation_with_pictures_opens_at_its_end(enter, commune, mayor, resident):
    """Their place is known before they are there."""
    anne: Page = enter(resident)
    anne.goto(f"/{commune.slug}/messagerie/nouveau/")
    anne.get_by_label(ATTACH).set_input_files([shot("banc.jpg")])
    anne.get_by_role("button", name="Envoyer").click()
    for n in range(4):
        expect(anne.get_by_alt_text("Photo envoyée par")).to_have_count(n + 1)
        if n < 3:
            anne.get_by_label(ATTACH).set_input_files([shot("portrait.jpg", "ceremony_upright")])
            anne.get_by_role("button", name="Envoyer").click()
    for text in ("Un mot.", "Un autre."):
        anne.get_by_label("Votre message").fill(text)
        anne.get_by_label("Votre message").press("Control+Enter")
        expect(anne.locator("li.message", has_text=text)).to_be_visible()
    page: Page = enter(mayor)
    conversation = f"/{commune.slug}/messagerie/{Conversation.objects.get().pk}/"
    page.goto(conversation)
    with page.expect_response("**/lu/"):
        page.evaluate("document.querySelector('#fin').scrollIntoView({block: 'end', behavior: 'instant'})")
    page.goto(conversation)
    # Above where one writes, and in view.
    page.wait_for_function(
        """() => {
          const edge = (selector) => [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect();
          const last = edge("li.message"), write = edge(".thread__write");
          return scrollY > 0 && last.bottom <= write.top + 1 && last.top > 0;
        }"""
    )
