"""A file is chosen by our own button, in French whatever the browser speaks: by keyboard, and without script too."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from civic.accounts.models import Person
from tests.accounts.factories import PASSWORD
from tests.journeys.screen import both_widths
from tests.media.files import encoded, picture

PORTRAIT = FilePayload(name="portrait.jpg", mimeType="image/jpeg", buffer=encoded(picture()))


@both_widths
def test_a_photo_is_chosen_in_french_by_keyboard(enter: Callable[..., Page], look, resident: Person) -> None:
    page = enter(resident, locale="en-GB")
    # From now on the browser hands its dialogs over: asked with the key itself, it may come too late.
    page.on("filechooser", lambda chooser: None)
    page.goto("/mon-compte/")
    box = page.locator(".file-input")
    expect(box).to_have_text("Choisir une photo Aucun fichier choisi", use_inner_text=True)
    page.get_by_label("Choisir une photo").focus()
    assert box.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(PORTRAIT)
    expect(box).to_contain_text("portrait.jpg")
    look(page, "file-chosen")
    with page.expect_file_chooser():
        box.click()


def test_without_script_the_browser_names_the_file(enter: Callable[..., Page], resident: Person) -> None:
    page = enter(java_script_enabled=False)
    page.on("filechooser", lambda chooser: None)
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(resident.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    page.goto("/mon-compte/")
    expect(page.get_by_text("Aucun fichier choisi")).to_have_count(0)
    with page.expect_file_chooser():
        page.locator(".file-input").get_by_text("Choisir une photo").click()
    page.get_by_label("Votre photo").set_input_files(PORTRAIT)
    page.get_by_role("button", name="Enregistrer ma photo").click()
    expect(page.get_by_role("button", name="Retirer ma photo")).to_be_visible()
