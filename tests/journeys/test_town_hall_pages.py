"""A new mayor says who they are, corrects the commune's card, and puts the links in order: mouse, finger, keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.links import queries as links
from civic.links.models import UsefulLink
from civic.town_halls.models import CvEntry, Office
from tests.communes.factories import CvEntryFactory
from tests.journeys.screen import both_widths
from tests.links.factories import UsefulLinkFactory
from tests.media.files import encoded, picture


@pytest.fixture
def three(commune: Commune) -> list[UsefulLink]:
    return [
        UsefulLinkFactory(commune=commune, title=title, position=at)
        for at, title in enumerate(("Cantine", "Salles", "Bus"))
    ]


def displayed(page: Page) -> list[str]:
    return page.locator(".useful-link__text > p:first-child").all_inner_texts()


def stored(commune: Commune) -> list[str]:
    return [link.title for link in links.links_of_commune(commune.pk)]


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def drag(page: Page, row: Locator, onto: Locator) -> None:
    """By its handle, to just below the middle of another row: by the mouse, by a finger on a phone."""
    start, end = row.locator("[data-sortable-target=handle]").bounding_box(), onto.bounding_box()
    assert start
    assert end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    target = end["y"] + end["height"] * 0.75
    steps = [(x, y + (target - y) * step / 5) for step in range(1, 6)]
    if page.viewport_size and page.viewport_size["width"] < 600:
        finger = page.context.new_cdp_session(page)
        touch = [("touchStart", [(x, y)]), *(("touchMove", [step]) for step in steps), ("touchEnd", [])]
        for kind, points in touch:
            finger.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": left, "y": top} for left, top in points]},
            )
        return
    page.mouse.move(x, y)
    page.mouse.down()
    for step in steps:
        page.mouse.move(*step)
    page.mouse.up()


def test_the_mayors_page_is_written_in_place(enter, look, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    address = f"/{commune.slug}/maire/"
    page.goto(address)
    look(page, "mayor-empty")
    here = page.url
    page.get_by_role("link", name="Modifier le slogan").click()
    page.get_by_label("Votre slogan").fill("Entre terre et mer")
    look(page, "mayor-slogan")
    save(page)
    expect(page.locator(".mayor__slogan")).to_contain_text("Entre terre et mer")
    expect(page.locator("#messages")).to_contain_text("Votre slogan est enregistré.")
    expect(page.get_by_role("link", name="Modifier le slogan")).to_be_focused()
    assert page.url == here  # nothing but the section was replaced

    page.get_by_role("link", name="Modifier la présentation").click()
    expect(page.get_by_role("group", name="Mise en forme")).to_be_visible()
    page.get_by_role("textbox", name="Votre présentation").click()
    page.keyboard.type("Bonjour à tous.")
    look(page, "mayor-presentation")
    save(page)
    expect(page.get_by_role("link", name="Modifier la présentation")).to_be_focused()
    expect(page.locator("#presentation .prose")).to_have_text("Bonjour à tous.")

    for year, text in (("2016", "Adjointe à l’école"), ("2020", "Élue maire")):
        page.get_by_role("link", name="Ajouter une ligne").click()
        page.get_by_label("Année").fill("l’an passé" if year == "2016" else year)
        page.get_by_label("Ce que vous avez fait").fill(text)
        save(page)
        if year == "2016":
            expect(page.locator(".field__error")).to_contain_text("quatre chiffres")
            look(page, "mayor-cv-error")
            page.get_by_label("Année").fill(year)
            save(page)
        expect(page.locator(".cv__line", has_text=text)).to_be_visible()
    assert page.locator(".cv__line").all_inner_texts()[0].startswith("2020")
    page.get_by_role("button", name="Retirer « Adjointe à l’école »").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".cv__line")).to_have_count(2)
    look(page, "mayor-page")

    visitor: Page = enter()
    visitor.goto(address)
    expect(visitor.get_by_text("Bonjour à tous.")).to_be_visible()
    expect(visitor.get_by_role("link", name="Modifier le slogan")).to_have_count(0)
    look(visitor, "mayor-page-visitor")


def test_a_right_that_ended_meanwhile_leaves_what_was_typed(enter, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/maire/slogan/")
    page.get_by_label("Votre slogan").fill("Mes derniers mots")
    Office.objects.update(ended_at="2026-01-01T00:00Z")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Votre mandat de maire a pris fin sur cette page")
    expect(page.get_by_label("Votre slogan")).to_have_value("Mes derniers mots")


def test_the_cards_lines_are_corrected_one_at_a_time(enter, look, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/commune/")
    page.get_by_role("link", name="Corriger : Population").click()
    page.get_by_label("Nombre d’habitants").fill("beaucoup")
    save(page)
    expect(page.locator(".field__error")).to_contain_text("Écrivez un nombre")
    look(page, "fact-error")
    page.get_by_label("Nombre d’habitants").fill("2 150")
    save(page)
    expect(page.locator("#population")).to_contain_text("Corrigé par la mairie")
    page.get_by_role("link", name="Corriger : Horaires d’ouverture").click()
    page.get_by_label("Lundi, de", exact=True).fill("09:00")
    page.get_by_label("Lundi, à").first.fill("12:00")
    look(page, "fact-hours")
    save(page)
    expect(page.locator("#horaires")).to_contain_text("Le lundi")
    page.get_by_role("button", name="Revenir à la valeur officielle : Population").click()
    expect(page.locator("#population")).not_to_contain_text("Corrigé")

    page.get_by_role("link", name="Modifier la présentation").click()
    page.get_by_label("Ajouter des photos").set_input_files(
        {"name": "place.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(900, 600))}
    )
    page.get_by_label("Photo 1 : que voit-on ?").fill("La place un jour de marché")
    look(page, "commune-presentation")
    save(page)
    expect(page.locator("#messages")).to_contain_text("La présentation est enregistrée.")
    for _ in range(20):
        page.reload()
        if page.get_by_alt_text("La place un jour de marché").count():
            break
        page.wait_for_timeout(300)
    look(page, "commune-page")
    if (
        page.viewport_size and page.viewport_size["width"] < 600
    ):  # what is said of a photo has the whole width
        page.get_by_role("link", name="Modifier la présentation").click()
        described = page.get_by_label("Photo 1 : que voit-on ?")
        expect(described).to_have_value("La place un jour de marché")
        assert described.evaluate("one => one.offsetWidth / one.closest('.upload').clientWidth") > 0.85
        look(page, "commune-presentation-kept")


@both_widths
def test_three_links_are_put_in_order_by_mouse_and_by_keyboard(
    enter, look, mayor: Person, commune: Commune, three: list[UsefulLink]
):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/liens/")
    look(page, "links")
    page.locator("[data-sortable-target=row]").first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")  # the script of the handles
    drag(
        page,
        page.locator("[data-sortable-target=row]").nth(0),
        page.locator("[data-sortable-target=row]").nth(2),
    )
    expect(page.locator("#liens-annonce")).to_contain_text("Cantine » en position 3")
    assert displayed(page) == ["Salles", "Bus", "Cantine"] == stored(commune)

    for position in (2, 1):
        button = page.get_by_role("button", name="Monter « Cantine »")
        if position == 2:
            button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#liens-annonce")).to_contain_text(f"Cantine » en position {position}")
        expect(button).to_be_focused()
    assert displayed(page) == ["Cantine", "Salles", "Bus"] == stored(commune)
    look(page, "links-ordered")

    # Escape puts everything back.
    handle = page.locator("[data-sortable-target=handle]").nth(0).bounding_box()
    assert handle
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, handle["y"] + 260, steps=6)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert displayed(page) == ["Cantine", "Salles", "Bus"] == stored(commune)

    page.get_by_role("link", name="Ajouter un lien").click()
    page.get_by_label("Titre").fill("Plan")
    page.get_by_label("Adresse").fill("javascript:alert(1)")
    save(page)
    expect(page.locator(".field__error")).to_contain_text("n’est pas celle d’une page web")
    look(page, "link-error")
    page.get_by_label("Adresse").fill("www.exemple.fr/plan")
    save(page)
    expect(page.get_by_role("link", name="Plan", exact=True)).to_be_visible()
    page.get_by_role("button", name="Supprimer « Plan »").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("link", name="Plan", exact=True)).to_be_visible()
    page.goto(f"/{commune.slug}/")
    expect(page.locator(".list--links a").first).to_have_text("Cantine")


def test_without_script_everything_is_a_page_or_a_button(
    enter, mayor: Person, commune: Commune, three: list[UsefulLink]
):
    for text in ("Première", "Seconde"):
        CvEntryFactory(commune_id=commune.pk, text=text)
    page: Page = enter(mayor, java_script_enabled=False)
    page.goto(f"/{commune.slug}/maire/")
    page.get_by_role("link", name="Modifier le slogan").click()
    page.get_by_label("Votre slogan").fill("Sans script")
    save(page)
    expect(page.locator(".mayor__slogan")).to_contain_text("Sans script")
    page.get_by_role("button", name="Descendre « Première »").click()
    assert list(CvEntry.objects.order_by("position").values_list("text", flat=True)) == [
        "Seconde",
        "Première",
    ]
    page.goto(f"/{commune.slug}/liens/")
    page.get_by_role("button", name="Descendre « Cantine »").click()
    assert displayed(page) == ["Salles", "Cantine", "Bus"] == stored(commune)
