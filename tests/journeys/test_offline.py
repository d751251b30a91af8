"""What a device keeps: without a network the last feed that was read, and what is being written; for its own person."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.media.actions import receiving
from civic.media.enums import MediaStatus
from civic.posts.models import Post
from tests.accounts.factories import PASSWORD
from tests.media.files import photo

KEPT = "caches.open('kept-page').then(cache => cache.keys()).then(kept => kept.length)"


def sign_out(page: Page) -> None:
    page.goto("/aide/")
    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Déconnexion").click()
    page.wait_for_url("**/")


def sign_in(page: Page, person: Person) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    page.wait_for_url(lambda address: "connexion" not in address)


def test_the_feed_that_was_read_is_read_again_offline_until_sign_out(enter, resident: Person, post: Post):
    portrait = receiving.receive_portrait(owner_id=resident.pk, file=photo())
    Person.objects.filter(pk=resident.pk).update(photo=portrait)
    page: Page = enter(resident, service_workers="allow")
    while portrait.status != MediaStatus.READY:
        page.wait_for_timeout(100)
        portrait.refresh_from_db()
    feed = f"/{post.commune.slug}/"
    page.goto("/aide/")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
    )
    page.goto(feed)
    expect(page.get_by_role("article", name=post.title)).to_be_visible()
    for _ in range(40):  # the copy is written after the page was given
        if page.evaluate(KEPT):
            break
        page.wait_for_timeout(100)

    page.context.set_offline(True)
    page.goto(feed)
    expect(page.get_by_role("article", name=post.title)).to_contain_text("Entre nous")
    expect(page.get_by_text("copie du")).to_be_visible()
    face = page.locator(".site-header .avatar img")
    assert face.evaluate("image => image.decode().then(() => image.naturalWidth)") == 96
    for start in ("/accueil/", "/"):  # where the installed app starts; what one types
        page.goto(start)
        expect(page.get_by_role("article", name=post.title)).to_contain_text("Entre nous")
    page.goto("/faq/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau pour le moment")
    expect(page.get_by_role("link", name="Connexion")).to_have_count(0)  # said to nobody, nor of anybody
    page.get_by_role("link", name="le dernier fil que vous avez ouvert").click()
    expect(page.get_by_role("article", name=post.title)).to_contain_text("Entre nous")

    page.context.set_offline(False)
    sign_out(page)
    page.context.set_offline(True)
    page.goto(feed)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau pour le moment")
    expect(page.locator("body")).not_to_contain_text(resident.last_name)


def test_two_people_on_one_device(enter, resident: Person, second_resident: Person):
    page: Page = enter(resident)
    page.goto("/contact/")
    page.get_by_label("Votre message").fill("Ce que personne ne doit lire")
    page.wait_for_timeout(700)  # kept by now
    left_open = page.context.new_page()
    left_open.goto("/contact/")
    expect(left_open.get_by_label("Votre message")).to_have_value("Ce que personne ne doit lire")

    sign_out(page)
    sign_in(page, second_resident)
    page.goto("/contact/")
    expect(page.get_by_label("Votre message")).to_have_value("")
    kept = page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
    assert "personne ne doit lire" not in kept
    left_open.reload()
    expect(left_open.get_by_label("Votre message")).to_have_value("")


def test_what_is_written_outlives_a_sign_out_in_another_tab(enter, mayor: Person, commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_label("Titre de votre publication").fill("Fête au lavoir")
    page.locator(".editor__text").click()
    page.keyboard.type("Samedi, à midi.")
    page.wait_for_timeout(700)  # kept by now
    other = page.context.new_page()
    sign_out(other)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre texte est gardé")
    expect(page.locator("body")).not_to_contain_text("lavoir")
    sign_in(other, mayor)
    page.get_by_role("button", name="Envoyer mon texte").click()
    expect(page.get_by_role("article", name="Fête au lavoir")).to_contain_text("Samedi, à midi.")
