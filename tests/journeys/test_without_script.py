"""The same site where no script runs: an old phone, a cut connection, a cautious reader."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.media.enums import MediaStatus
from civic.media.models import Media
from civic.posts.models import Post
from tests.accounts.factories import PASSWORD
from tests.media.files import encoded, picture
from tests.polls.factories import PollFactory


def sign_in(page: Page, person: Person) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()


def test_a_resident_reads_comments_and_likes(enter, resident: Person, post: Post):
    page: Page = enter(java_script_enabled=False)
    sign_in(page, resident)
    article = page.get_by_role("article", name=post.title)
    expect(article).to_contain_text("Entre nous")

    article.get_by_role("button", name="J’aime").click()
    liked = page.get_by_role("article", name=post.title).get_by_role("button", name="J’aime")
    expect(liked).to_have_attribute("aria-pressed", "true")
    expect(liked).to_contain_text("1")

    page.get_by_label("Votre commentaire").first.fill("Écrit sans script")
    page.get_by_role("button", name="envoyer votre commentaire").first.click()
    expect(page.locator("li.comment")).to_contain_text("Écrit sans script")
    page.locator("li.comment").get_by_role("link", name="Modifier").click()
    page.get_by_label("Votre commentaire").fill("Corrigé sans script")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("li.comment")).to_contain_text("Corrigé sans script")


def test_the_mayor_publishes_with_a_photo_and_accepts_someone(
    enter, commune: Commune, mayor: Person, applicant: Person
):
    page: Page = enter(java_script_enabled=False)
    sign_in(page, mayor)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_label("Titre de votre publication").fill("Sans un script")
    page.get_by_label("Contenu de votre publication").fill("Deux lignes.\n\nEt une photo.")
    page.get_by_label("Ajouter des photos").set_input_files(
        [{"name": "place.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture())}]
    )
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("#messages")).to_contain_text("Publié")
    article = page.get_by_role("article", name="Sans un script")
    expect(article.locator(".prose p")).to_have_count(2)
    for _ in range(60):
        if Media.objects.filter(status=MediaStatus.READY).exists():
            break
        page.wait_for_timeout(250)
    page.reload()
    expect(article.locator(".photos__item img")).to_have_count(1)

    page.goto(f"/{commune.slug}/mairie/administres/")
    page.locator("summary").filter(has_text=f"Accepter {applicant.full_name}").click()
    page.get_by_role("button", name="Liste électorale").click()
    expect(page.get_by_text("Aucune demande en attente")).to_be_visible()


def test_a_vote_that_lacks_its_box_keeps_its_choice(enter, commune, mayor, resident):
    poll = PollFactory(commune=commune, author=mayor, title="Le marché", options=["Mardi", "Samedi"])
    page: Page = enter(resident, java_script_enabled=False)
    page.goto(f"/{commune.slug}/sondages/{poll.pk}/")
    page.get_by_label("Samedi").check()
    page.get_by_role("button", name="Voter").click()  # the browser says what is missing
    expect(page.get_by_label("Samedi")).to_be_checked()
    page.get_by_label("J’ai relu mon choix").check()
    page.get_by_role("button", name="Voter").click()
    expect(page.get_by_text("Votre vote est enregistré")).to_be_visible()
