"""Small things that only a browser shows."""

import pytest
from playwright.sync_api import Page, expect

from tests.media.files import encoded, picture


def test_the_page_of_ways_to_share_copies_the_address(enter, look, public_post):
    address = f"/{public_post.commune.slug}/actualites/{public_post.pk}/"
    page = enter(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{address}partager/")
    look(page, "share")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator(".toast")).to_contain_text("Le lien est copié")
    assert page.evaluate("navigator.clipboard.readText()").endswith(address)


def test_without_script_there_is_no_button_that_does_nothing(enter, public_post):
    page = enter(java_script_enabled=False)
    page.goto(f"/{public_post.commune.slug}/actualites/{public_post.pk}/partager/")
    expect(page.get_by_role("button", name="Copier le lien")).to_be_hidden()
    expect(page.get_by_label("Adresse à copier")).to_be_visible()


def test_an_upload_that_is_too_much_says_so_and_leaves_what_was_typed(enter, mayor, commune, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = enter(mayor)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_label("Titre de votre publication").fill("Une longue histoire " * 7)
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(60, 40), "JPEG")}
    page.locator("input[name=photos]").set_input_files(photo)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert").filter(has_text="Le texte envoyé dépasse")).to_be_visible()
    expect(page.get_by_label("Titre de votre publication")).to_have_value("Une longue histoire " * 7)


def test_the_hour_of_later_is_not_said_to_be_optional(enter, mayor, commune):
    page = enter(mayor)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_label("Plus tard").check()
    label = page.locator("label", has_text="Date et heure de publication")
    expect(label).to_be_visible()
    expect(label).not_to_contain_text("facultatif")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#id_publish_at_error")).to_contain_text("Choisissez la date et l’heure")


def test_going_back_to_a_form_that_was_refused_shows_it_without_asking_to_send_again(enter, mayor, commune):
    page = enter(mayor)  # whose pages no browser keeps
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    page.goto("/accessibilite/")
    with page.expect_request(lambda request: request.is_navigation_request()) as sent:
        page.go_back()
    assert sent.value.method == "GET"
    expect(page.get_by_role("button", name="Valider")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False], ids=["", "without script"])
@pytest.mark.parametrize(
    ("path", "fold", "field"),
    [
        ("actualites/nouvelle/", "", "Titre de votre publication"),
        ("discussions/nouvelle/", "", "Titre de la discussion"),
        ("agenda/nouveau/", "", "Titre"),
        ("mairie/alertes/", "Ajouter un lien", "Ou un autre lien"),
    ],
)
def test_enter_in_a_field_of_one_line_tells_nobody(enter, mayor, commune, path, fold, field, scripted):
    """One reflex of the hand would publish what is not finished."""
    page: Page = enter(mayor, java_script_enabled=scripted)
    page.goto(f"/{commune.slug}/{path}")
    asked: list[str] = []
    page.on("request", lambda request: request.method == "POST" and asked.append(request.url))
    if fold:
        page.get_by_text(fold).click()
    one = page.get_by_role("textbox", name=field).first
    one.fill("Marché de Noël")
    one.press("Enter")
    expect(one).to_have_value("Marché de Noël")
    page.reload()
    assert not [one for one in asked if not one.endswith("/apercu/")]
