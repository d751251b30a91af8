"""From the landing page to the first comment, and out again."""

import re

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.core.clock import now
from civic.posts.models import Post
from civic.threads.models import Thread
from civic.worker.models import Job
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.communes.factories import CommuneFactory, MembershipFactory, OfficeFactory, TownHallFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

EMAIL = "jeanne.maurel@exemple.test"


@pytest.fixture
def eze(mayor: Person) -> Commune:
    commune = CommuneFactory(code="06059", name="Èze")
    others = [
        CommuneFactory(code="95229", name="Ézanville"),
        CommuneFactory(code="31190", name="Fonbeauzard"),
    ]
    save_search_terms(communes=[commune, *others])
    TownHallFactory(commune=commune)
    OfficeFactory(commune=commune, person=mayor, slogan="Un village, la mer, et nous tous")
    return commune


@pytest.fixture
def talk(eze: Commune, mayor: Person) -> Post:
    """A publication under which people have already spoken."""
    post = PostFactory(commune=eze, author=mayor, title="Le marché revient sur la place")
    neighbour = PersonFactory(first_name="Roger", last_name="Bertrand")
    MembershipFactory(commune=eze, person=neighbour)
    for number in range(1, 7):
        MessageFactory(
            thread=Thread.objects.get(pk=post.thread_id), author=neighbour, body=f"Remarque {number}"
        )
    return post


def test_someone_finds_their_commune_is_accepted_and_takes_part(
    enter, look, read_mail, eze: Commune, mayor: Person, talk: Post
):
    page: Page = enter(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    look(page, "landing")
    find_commune_by_keyboard(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Èze")
    look(page, "commune-visitor")
    sign_up(page, look)
    confirm_address(page, look, read_mail)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est à la mairie d’Èze")
    look(page, "waiting")
    accept(enter(mayor), look)
    Job.objects.filter(due_at__gt=now()).update(due_at=now())  # ten minutes later, the answer stands
    read_mail(page, EMAIL, "Bienvenue sur la page d’Èze")
    look(page, "mail-accepted")
    page.goto(f"/{eze.slug}/")
    take_part(page, look, talk)
    share(page, talk)
    flag_another(page, look)
    leave(page, talk)


def find_commune_by_keyboard(page: Page) -> None:
    field = page.get_by_role("combobox").first
    field.focus()
    page.keyboard.type("èz")
    expect(page.get_by_role("option").first).to_contain_text("Èze")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/eze-06/")


def sign_up(page: Page, look) -> None:
    """With two mistakes at first: all that was typed is still there, but the password."""
    page.get_by_role("link", name="Créer mon compte").click()
    assert page.get_by_label("Votre commune").input_value().startswith("Èze")
    page.get_by_label("Prénom").fill("Jeanne")
    page.get_by_label("Nom", exact=True).fill("Maurel")
    page.get_by_label("Date de naissance").fill("31/02/1958")
    page.get_by_label("Numéro et rue").fill("12 rue du Lavoir")
    assert page.get_by_label("Code postal").input_value() == "06360"
    assert page.get_by_label("Ville").input_value() == "Èze"
    page.get_by_label("Un mot pour vous présenter").fill("Installée depuis mars.")
    page.get_by_label("Adresse e-mail").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill("petite")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("alert")).to_contain_text("Quelques points sont à revoir")
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "sign-up-mistakes")
    assert page.get_by_label("Votre commune").input_value().startswith("Èze")
    assert page.get_by_label("Prénom").input_value() == "Jeanne"
    assert page.get_by_label("Date de naissance").input_value() == "31/02/1958"
    assert page.get_by_label("Un mot pour vous présenter").input_value() == "Installée depuis mars."
    assert page.get_by_label("Adresse e-mail").input_value() == EMAIL
    page.get_by_label("Date de naissance").fill("28/02/1958")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("J’accepte les conditions").check()
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ouvrez votre messagerie")
    look(page, "verification-sent")
    page.get_by_role("link", name="Ce n’est pas la vôtre").click()
    assert page.get_by_label("Numéro et rue").input_value() == "12 rue du Lavoir"
    page.get_by_label("Votre commune").press_sequentially("èz")
    page.get_by_role("option").first.click()
    expect(page.get_by_label("Code postal")).to_have_value("06360")
    look(page, "sign-up-commune")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#messages")).to_contain_text("votre demande ira à la mairie d’Èze")


def confirm_address(page: Page, look, read_mail) -> None:
    """By the button of the mail, as a mail program shows it."""
    read_mail(page, EMAIL)
    look(page, "mail-confirm")
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.wait_for_url("**/verification/**")
    look(page, "confirm-address")
    page.get_by_role("button", name="Oui, c’est mon adresse").click()
    page.get_by_role("link", name="Suivre ma demande").click()


def accept(page: Page, look) -> None:
    page.goto("/eze-06/")
    page.get_by_role("region", name="Ce qui vous attend").get_by_role("link", name="au bureau").click()
    expect(page.get_by_text("Jeanne Maurel").first).to_be_visible()
    page.goto("/eze-06/mairie/administres/")
    expect(page.get_by_text("Installée depuis mars.")).to_be_visible()
    look(page, "requests")
    page.locator("summary").filter(has_text="Accepter Jeanne Maurel").click()
    look(page, "requests-proof")
    page.get_by_role("button", name="Justificatif de domicile").click()
    expect(page.locator(".resident")).to_contain_text(
        "Jeanne Maurel fait maintenant partie de vos administrés"
    )
    look(page, "requests-accepted")


def take_part(page: Page, look, talk: Post) -> None:
    post = page.locator(f"#publication-{talk.pk}")
    expect(post).to_contain_text("Le marché revient sur la place")
    look(page, "feed-resident")
    comments = post.locator("li.comment")
    expect(comments).to_have_count(1)  # the last one; the rest on demand

    post.get_by_label("Votre commentaire").fill("Quelle bone nouvelle")
    post.get_by_role("button", name="envoyer votre commentaire").click()
    own = comments.filter(has_text="Quelle bone nouvelle")
    expect(own).to_have_count(1)
    expect(post.get_by_label("Votre commentaire")).to_have_value("")
    own.get_by_role("link", name="Modifier").click()
    look(page, "comment-edit")
    post.get_by_label("Votre commentaire").first.fill("Quelle bonne nouvelle !")
    post.get_by_role("button", name="Enregistrer").click()
    expect(comments.filter(has_text="Quelle bonne nouvelle !")).to_contain_text("modifié")

    like = post.get_by_role("button", name="J’aime")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_contain_text("1")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "false")
    expect(like).not_to_contain_text(re.compile(r"\d"))  # no one likes it again: no number

    expect(post.get_by_text("Remarque 1", exact=True)).to_have_count(0)
    post.get_by_role("link", name="Charger les anciens commentaires").click()
    expect(post.get_by_text("Remarque 1", exact=True)).to_be_visible()
    assert post.locator(".comment__text").all_inner_texts() == [
        *(f"Remarque {number}" for number in range(1, 7)), "Quelle bonne nouvelle\u202f!"
    ]  # fmt: skip
    look(page, "feed-older-comments")

    own = comments.filter(has_text="Quelle bonne nouvelle")
    own.get_by_role("link", name="Supprimer").click()
    look(page, "comment-delete")
    own.get_by_role("button", name="Supprimer").click()
    expect(post.get_by_text("Commentaire supprimé par son auteur")).to_be_visible()


def share(page: Page, talk: Post) -> None:
    post = page.locator(f"#publication-{talk.pk}")
    post.get_by_text("Partager", exact=True).click()
    post.get_by_role("button", name="Copier le lien").click()
    expect(page.locator(".toast")).to_contain_text("Le lien est copié")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/actualites/{talk.pk}/")
    page.keyboard.press("Escape")


def flag_another(page: Page, look) -> None:
    remark = page.locator("li.comment").filter(has_text="Remarque 6")
    remark.get_by_role("link", name="Signaler").click()
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez un motif")
    look(page, "flag")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(remark.get_by_role("status")).to_contain_text("Signalé. Merci")
    expect(remark.get_by_role("status")).to_be_in_viewport()


def leave(page: Page, talk: Post) -> None:
    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Déconnexion").click()
    page.wait_for_url("**/")
    page.goto("/eze-06/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Èze")
    expect(page.get_by_text("Le marché revient")).to_have_count(0)
    answer = page.goto(f"/eze-06/actualites/{talk.pk}/")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_contain_text("réservée")
