"""Several people at the town hall, and how a commune comes on the platform."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from tests.accounts.factories import PASSWORD
from tests.journeys.screen import begin


def test_the_second_of_two_editors_sees_what_the_first_one_changed(
    enter, look, mayor: Person, delegate_with: Callable[..., Person], post: Post
):
    deputy = delegate_with(PUBLISH, first_name="Denise", last_name="Adjointe")
    address = f"/{post.commune.slug}/actualites/{post.pk}/modifier/"
    first: Page = enter(deputy)
    second: Page = enter(mayor)
    first.goto(address)
    second.goto(address)
    first.get_by_label("Titre de votre publication").fill("Le titre de Denise")
    first.get_by_role("button", name="Valider").click()
    expect(first.locator("#messages")).to_contain_text("Vos modifications sont en ligne")

    second.get_by_label("Titre de votre publication").fill("Le titre de Camille")
    second.get_by_role("button", name="Valider").click()
    notice = second.locator("section.notice")
    expect(notice).to_contain_text("par Denise Adjointe")
    expect(notice).to_contain_text("Le titre de Denise")
    assert second.get_by_label("Titre de votre publication").input_value() == "Le titre de Camille"
    look(second, "editor-changed-meanwhile")
    post.refresh_from_db()
    assert post.title == "Le titre de Denise"

    second.get_by_role("button", name="Valider").click()
    expect(second.locator("#messages")).to_contain_text("Vos modifications sont en ligne")
    post.refresh_from_db()
    assert post.title == "Le titre de Camille"


def test_staff_open_a_town_hall_whose_mayor_then_publishes(
    enter, look, read_mail, staff: Person, empty_commune: Commune
):
    save_search_terms(communes=[empty_commune])
    page: Page = enter(staff)
    page.goto("/plateforme/")
    look(page, "console")
    page.get_by_role("link", name="Ouvrir la page d’une mairie").click()
    page.get_by_role("combobox", name="Commune").fill(empty_commune.name)
    page.get_by_label("Prénom du maire").fill("Paule")
    page.get_by_label("Nom du maire", exact=True).fill("Nouvelle")
    page.get_by_label("Adresse e-mail du maire").fill("maire@sanmairie.test")
    page.get_by_label("Maire depuis").fill("2020")
    look(page, "town-hall-open")
    page.get_by_role("button", name="Ouvrir la page").click()
    expect(page.locator("#messages")).not_to_be_empty()

    theirs: Page = enter()
    read_mail(theirs, "maire@sanmairie.test")
    look(theirs, "mail-town-hall")
    theirs.frame_locator("iframe").get_by_role("link").first.click()
    theirs.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    theirs.get_by_label("J’accepte").check()
    look(theirs, "password-choose")
    theirs.get_by_role("button", name="Créer mon compte").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Le bureau")
    begin(theirs, "Poster une publication")
    theirs.get_by_label("Titre de votre publication").fill("Bonjour à tous")
    theirs.get_by_role("button", name="Valider").click()
    expect(theirs.get_by_role("article", name="Bonjour à tous")).to_be_visible()


def test_five_wrong_passwords_lock_the_account_until_the_mail_is_used(
    enter, look, read_mail, resident: Person
):
    page: Page = enter()
    page.goto("/connexion/")
    for number in range(5):
        page.get_by_label("Adresse e-mail").fill(resident.email)
        page.get_by_label("Mot de passe", exact=True).fill(f"Pas-le-bon-{number}")
        page.get_by_role("button", name="Me connecter").click()
        if number < 4:
            expect(page.get_by_role("alert")).to_contain_text("incorrect")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce compte est bloqué par sécurité")
    look(page, "locked")
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(resident.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce compte est bloqué par sécurité")

    page.get_by_role("link", name="Choisir un nouveau mot de passe").click()
    page.get_by_label("Adresse e-mail").fill(resident.email)
    page.get_by_role("button", name="Recevoir le lien").click()
    look(page, "password-reset-sent")
    read_mail(page, resident.email, "mot de passe")
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.get_by_label("Nouveau mot de passe").fill("Une-autre-phrase-2026")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Villeneuve")
