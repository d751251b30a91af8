"""The mayor's side: writing with photos, a link and a video, for now and for later; and all that follows."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import ImageFilter
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.posts.models import Post
from civic.threads.models import Message
from civic.worker.models import Job
from tests.journeys.screen import begin, both_widths
from tests.media.files import encoded, heic, noise, picture, with_position

VIDEO = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@pytest.fixture(autouse=True)
def no_way_out(settings) -> None:
    """Cards and posters cannot be fetched here: what shows without them is what is looked at."""
    settings.MEDIA_FETCH_ALLOWED_HOSTS = []


def photos() -> list[dict[str, object]]:
    """As a phone sends them: one HEIC, one lying on its side with an EXIF note, one plain."""
    return [
        {"name": "place.heic", "mimeType": "image/heic", "buffer": heic(picture(900, 600))},
        {"name": "tour.jpg", "mimeType": "image/jpeg", "buffer": with_position(picture(900, 600), 6)},
        {
            "name": "mer.jpg",
            "mimeType": "image/jpeg",
            "buffer": encoded(noise(90, 60).resize((900, 600)).filter(ImageFilter.BLUR)),
        },
    ]


def write(page: Page, text: str) -> None:
    """In the light editor, which takes the place of the field once its script has arrived."""
    editor = page.get_by_role("textbox", name="Contenu de votre publication")
    expect(page.get_by_role("group", name="Mise en forme")).to_be_visible()
    editor.click()
    page.keyboard.type(text)


def press(button: Locator) -> None:
    """By the keyboard alone."""
    button.focus()
    button.press("Enter")


def submit(page: Page) -> None:
    page.get_by_role("button", name="Valider").click()


def message_of_page(page: Page) -> Locator:
    return page.locator("#messages")


def test_a_publication_with_three_photos_a_link_and_a_video(enter, look, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/")
    look(page, "feed-mayor-empty")
    begin(page, "Poster une publication")
    look(page, "editor-empty")

    page.get_by_label("Titre de votre publication").fill("La place est rendue aux piétons")
    write(page, "Venez la voir samedi.")
    preview = page.get_by_label("Aperçu", exact=True)
    expect(preview).to_contain_text("La place est rendue aux piétons")
    expect(preview).to_contain_text("Venez la voir samedi.")
    # The browser is closed by mistake: the draft is there when one comes back.
    page.wait_for_timeout(900)
    page.reload()
    expect(page.locator(".toast")).to_contain_text("Votre brouillon a été retrouvé")
    assert page.get_by_label("Titre de votre publication").input_value() == "La place est rendue aux piétons"
    expect(page.get_by_role("textbox", name="Contenu de votre publication")).to_have_text(
        "Venez la voir samedi."
    )

    page.get_by_label("Ajouter des photos").set_input_files(photos())
    rows = page.locator(".upload")
    expect(rows).to_have_count(3)
    for number, words in enumerate(("La place au matin", "La tour", "La mer"), 1):
        page.get_by_label(f"Photo {number} : que voit-on").fill(words)
    press(page.get_by_role("button", name="Descendre la photo 1"))
    page.get_by_text("Ajouter un lien ou une vidéo").click()
    page.locator("#id_link").fill("https://www.exemple.fr/place")
    page.get_by_label("Adresse d’une vidéo").fill(VIDEO)
    look(page, "editor-full")
    page.get_by_role("button", name="Valider").dblclick()
    expect(message_of_page(page)).to_contain_text("Publié", timeout=20_000)

    post = Post.objects.get(commune=commune)
    assert post.title == "La place est rendue aux piétons"
    shown = page.locator(f"#publication-{post.pk}")
    pictures = shown.locator(".photos__item img")
    for _ in range(80):  # on the page that is open, which hears when each of them is ready
        page.evaluate("document.dispatchEvent(new CustomEvent('live:media'))")
        if pictures.count() == 3:
            break
        page.wait_for_timeout(500)
    expect(pictures).to_have_count(3)
    alts = [pictures.nth(at).get_attribute("alt") for at in range(3)]
    assert alts == ["La tour", "La place au matin", "La mer"]
    # Turned upright: the one that lay on its side is higher than wide.
    size = pictures.first.evaluate(
        "picture => [+picture.getAttribute('width'), +picture.getAttribute('height')]"
    )
    assert size[0] < size[1]
    expect(shown.locator("a.link-card")).to_have_attribute("href", "https://www.exemple.fr/place")
    expect(shown.locator(".video__play")).to_contain_text("YouTube")
    pictures.last.scroll_into_view_if_needed()
    look(page, "feed-mayor")
    # The draft is gone with the sending: the next form is empty.
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    assert page.get_by_label("Titre de votre publication").input_value() == ""


def test_one_for_later_is_found_changed_and_published_then_pinned_deleted_and_brought_back(
    enter, look, mayor: Person, post: Post
):
    page: Page = enter(mayor)
    slug = post.commune.slug
    page.goto(f"/{slug}/actualites/nouvelle/")
    page.get_by_label("Titre de votre publication").fill("Réunion publique")
    write(page, "Salle des fêtes.")
    page.get_by_label("Plus tard").check()
    later = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=3)
    page.get_by_label("Date et heure de publication").fill(later.strftime("%Y-%m-%dT09:30"))
    submit(page)
    expect(message_of_page(page)).to_contain_text("programmée")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brouillons et programmées")
    line = page.locator("li").filter(has_text="Réunion publique")
    expect(line).to_contain_text("9 h 30")
    look(page, "unpublished")

    page.goto(f"/{slug}/actualites/a-venir/")
    page.get_by_role("link", name="Modifier « Réunion publique »").click()
    page.get_by_label("Titre de votre publication").fill("Réunion publique sur l’eau")
    page.get_by_label("Tout de suite").check()
    submit(page)
    expect(page.get_by_role("heading", name="Réunion publique sur l’eau", level=1)).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Nouvelle")
    look(page, "published-just-now")

    page.goto(f"/{slug}/")
    menu_of(page, post.title).get_by_role("link", name="Épingler").click()
    page.get_by_label("Jusqu’au").fill(later.strftime("%Y-%m-%d"))
    look(page, "pin")
    page.get_by_role("button", name="Épingler").click()
    expect(message_of_page(page)).to_contain_text("La publication est épinglée")
    expect(page.locator("article.post").first).to_contain_text(post.title)
    expect(page.locator("article.post").first).to_contain_text("Épinglée jusqu’au")
    look(page, "feed-pinned")

    menu_of(page, post.title).get_by_role("link", name="Modifier").click()
    page.get_by_label("Titre de votre publication").fill("Entre nous, et corrigé")
    submit(page)
    expect(message_of_page(page)).to_contain_text("Vos modifications sont en ligne")
    expect(page.locator("article.post").first).to_contain_text("modifiée")

    menu_of(page, "Entre nous, et corrigé").get_by_role("button", name="Supprimer").click()
    expect(message_of_page(page)).to_contain_text("La publication est supprimée")
    expect(page.get_by_role("article", name="Entre nous, et corrigé")).to_have_count(0)
    look(page, "feed-deleted")
    message_of_page(page).get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("article", name="Entre nous, et corrigé")).to_be_visible()


def menu_of(page: Page, title: str) -> Locator:
    menu = page.get_by_role("article", name=title).locator("details:has(> .icon-button)").first
    menu.locator("summary").click()
    return menu


def test_the_town_hall_removes_a_comment_and_says_why(enter, look, mayor: Person, comment: Message):
    page: Page = enter(mayor)
    page.goto(f"/{comment.thread.commune.slug}/")
    remark = page.locator("li.comment").filter(has_text=comment.body)
    remark.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer le commentaire").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites en quelques mots")
    look(page, "comment-remove")
    page.get_by_label("Pourquoi").fill("Ce propos vise une personne.")
    page.get_by_role("button", name="Retirer le commentaire").click()
    expect(page.locator(f"#commentaire-{comment.pk}")).to_contain_text(
        "Commentaire retiré par la mairie : Ce propos vise une personne."
    )
    expect(page.get_by_text(comment.body)).to_have_count(0)


def test_a_request_is_refused_with_words_that_reach_the_person(
    enter, look, read_mail, mayor: Person, applicant: Person, commune: Commune
):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/administres/")
    page.get_by_role("link", name=f"Refuser {applicant.full_name}").click()
    page.get_by_role("button", name="Refuser et envoyer le message").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites en quelques mots pourquoi")
    look(page, "membership-refuse")
    page.get_by_label("Votre message").fill("Il nous manque votre adresse complète.")
    page.get_by_role("button", name="Refuser et envoyer le message").click()
    expect(page.get_by_text("Aucune demande en attente")).to_be_visible()

    later = Job.objects.filter(due_at__gt=now())
    until = time.monotonic() + 10
    while not later.exists() and time.monotonic() < until:  # the worker has first to put it there
        time.sleep(0.1)
    later.update(due_at=now())  # ten minutes later, the answer stands
    theirs: Page = enter(applicant)
    read_mail(theirs, applicant.email)
    expect(theirs.locator(".mail-text")).to_contain_text("Il nous manque votre adresse complète.")
    theirs.goto(f"/{commune.slug}/inscription/")
    expect(theirs.get_by_text("Il nous manque votre adresse complète.")).to_be_visible()
    look(theirs, "membership-refused")


@both_widths
def test_the_settings_of_the_page_show_at_once(enter, look, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/parametres/")
    page.get_by_label("Les inscriptions sont acceptées automatiquement").check()
    page.get_by_role("button", name="Enregistrer : inscriptions").click()
    expect(message_of_page(page)).not_to_be_empty()
    page.get_by_role("navigation", name="Réglages").get_by_role("link", name="Publications").click()
    page.get_by_label("Proposer « Public »").check()
    page.get_by_role("button", name="Enregistrer : publications").click()
    expect(message_of_page(page)).not_to_be_empty()
    page.get_by_role("navigation", name="Réglages").get_by_role("link", name="Couleur").click()
    page.get_by_label("Terre cuite").check()
    page.get_by_role("button", name="Enregistrer : couleur").click()
    expect(page.locator("body")).to_have_attribute("data-theme", "clay")
    look(page, "town-hall-settings")
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    expect(page.get_by_role("radio", name="Public")).to_be_checked()
    look(page, "post-new-clay")
