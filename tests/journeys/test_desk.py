"""Twenty minutes on a Friday: ten things wait at the desk, and none asks for the menu."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.contents.enums import Status
from civic.core.clock import now
from civic.posts.models import Post, PostMedia
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths
from tests.links.factories import UsefulLinkFactory
from tests.media.files import encoded, picture
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory

NAMES = [("Jeanne", "Martin"), ("Paul", "Leroy"), ("Aïcha", "Benali"), ("Louis", "Garnier")]


MOST_TAPS = 28  # for ten things, fields that are written in among them


# Pressed wherever a finger falls in it, at either end.
FOLLOWS_ITS_LINK = """one => {
  one.scrollIntoView({ block: "center" });
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const pressed = [[left + 4, top + 2], [right - 4, bottom - 2]].map(([x, y]) => document.elementFromPoint(x, y));
  return bottom - top >= 44 && pressed.every(found => found.matches("a"));
}"""


class Hand:
    """Taps, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, found: Locator) -> None:
        self.taps += 1
        found.click()

    def write(self, found: Locator, words: str) -> None:
        """Into a field, which takes a tap on a phone."""
        self.taps += 1
        found.fill(words)


@pytest.fixture
def ten_things(commune, mayor, resident, second_resident, viewer_of) -> Post:
    moment = now()
    for days, (first, last) in enumerate(NAMES, 1):
        person = PersonFactory(first_name=first, last_name=last)
        asked = moment - timedelta(days=days, hours=2)
        MembershipFactory(commune=commune, person=person, status="pending", requested_at=asked)
    for number, words in enumerate(("À quelle heure ouvre la piscine ?", "Merci à tous !", "Et le marché ?")):
        post = PostFactory(commune=commune, author=mayor, title=f"Nouvelle {number + 1}")
        write_message(
            viewer=viewer_of(resident, commune),
            kind=COMMENTS,
            thread_id=post.thread_id,
            body=words,
            key=words,
        )
    PollFactory(
        commune=commune,
        author=mayor,
        title="Le nom de la médiathèque",
        published_at=moment - timedelta(days=20),
        closes_at=moment - timedelta(days=8),
        closed_at=moment - timedelta(days=8),
    )
    UsefulLinkFactory(
        commune=commune,
        title="Menus de la cantine",
        is_dead=True,
        problem="missing",
        failing_since=moment - timedelta(days=9),
    )
    PostFactory(
        commune=commune,
        author=mayor,
        title="La foire à venir",
        status=Status.SCHEDULED,
        published_at=None,
        publish_at=moment + timedelta(days=3),
    )
    draft: Post = PostFactory(
        commune=commune, author=mayor, title="Travaux rue du Lavoir", status=Status.DRAFT, published_at=None
    )
    return draft


def line(page: Page | Locator, words: str) -> Locator:
    return page.locator("li.desk-task").filter(has_text=words)


@both_widths
def test_a_desk_of_ten_things_is_emptied(enter, look, commune, mayor, ten_things, width):
    page: Page = enter()
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(mayor.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    desk = f"**/{commune.slug}/mairie/"
    page.wait_for_url(desk)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le bureau")
    expect(page.locator("ol.desk-tasks > li")).to_have_count(10)
    first = page.locator("ol.desk-tasks > li").first
    box = first.bounding_box()
    assert box
    assert box["y"] < 400  # what waits first is on the first screen
    look(page, "desk-full")

    hand = Hand(page)
    for name, _ in NAMES[:3]:
        hand.tap(line(page, name).get_by_role("link", name="Répondre"))
        accept(hand, page)
        page.wait_for_url(desk)
        expect(line(page, name)).to_have_count(0)
    hand.tap(line(page, "Louis Garnier").get_by_role("link", name="Répondre"))
    hand.tap(page.get_by_role("link", name="Refuser"))
    hand.write(page.get_by_label("Votre message à la personne"), "Vous n’habitez pas la commune.")
    hand.tap(page.get_by_role("button", name="Refuser"))
    page.wait_for_url(desk)
    for words, answer in (("À quelle heure", "Dès 9 h."), ("Et le marché", "Le samedi.")):
        hand.tap(line(page, words).get_by_role("link", name="Répondre"))
        hand.write(page.get_by_label("Votre réponse").or_(page.get_by_label("Votre commentaire")), answer)
        hand.tap(page.get_by_role("button", name="envoyer votre commentaire"))
        page.wait_for_url(desk)
    hand.tap(line(page, "Merci à tous").get_by_role("button", name="Sans suite"))
    expect(line(page, "Merci à tous")).to_contain_text("Sans réponse\u00a0: ")
    hand.tap(line(page, "médiathèque").get_by_role("link", name="Conclure"))
    hand.write(page.get_by_label("Suite donnée"), "Elle s’appellera George-Sand.")
    hand.tap(page.get_by_role("button", name="Publier"))
    page.wait_for_url(desk)
    hand.tap(line(page, "cantine").get_by_role("link", name="Corriger"))
    hand.write(page.get_by_label("Adresse"), "https://www.service-public.fr/")
    hand.tap(page.get_by_role("button", name="Enregistrer"))
    page.wait_for_url(desk)
    look(page, "desk-last")
    hand.tap(line(page, "Lavoir").get_by_role("link", name="Reprendre"))
    hand.tap(page.get_by_role("button", name="Valider"))
    page.wait_for_url(desk)
    expect(page.get_by_role("heading", name="Rien n’attend la mairie")).to_be_visible()
    look(page, "desk-empty")
    assert hand.taps <= MOST_TAPS


@both_widths
def test_from_the_sign_in_to_a_published_photo(enter, commune, mayor, width):
    page: Page = enter()
    page.goto("/connexion/")
    hand = Hand(page)
    hand.write(page.get_by_label("Adresse e-mail"), mayor.email)
    hand.write(page.get_by_label("Mot de passe", exact=True), PASSWORD)
    hand.tap(page.get_by_role("button", name="Me connecter"))
    page.wait_for_url(f"**/{commune.slug}/mairie/")
    hand.tap(page.locator("main").get_by_role("link", name="Poster une publication"))
    hand.write(page.get_by_label("Titre de votre publication"), "La place")
    photo = {"name": "place.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(900, 600))}
    hand.taps += 2  # « Ajouter des photos », and the photo among those of the phone
    page.get_by_label("Ajouter des photos").set_input_files([photo])
    expect(page.locator(".upload")).to_have_count(1)
    hand.tap(page.get_by_role("button", name="Valider"))
    expect(page.locator("#messages")).to_contain_text("Publié", timeout=20_000)
    assert PostMedia.objects.get().post.title == "La place"
    assert hand.taps <= 9


def accept(hand: Hand, page: Page) -> None:
    hand.tap(page.locator("summary").filter(has_text="Accepter"))
    hand.tap(page.get_by_role("button", name="Liste électorale"))


def test_two_delegates_and_one_task(enter, commune, mayor, delegate, ten_things):
    first: Page = enter(mayor)
    second: Page = enter(delegate)
    for page in (first, second):
        page.goto(f"/{commune.slug}/mairie/")
    line(first, "Jeanne").get_by_role("button", name="Je m’en occupe").press("Enter")
    expect(line(first, "Jeanne").get_by_role("button", name="Je laisse")).to_be_focused()
    expect(first.locator("#announcement")).to_have_text("Vous vous en occupez")
    expect(line(first, "Jeanne")).to_contain_text("Vous vous en occupez")
    line(second, "Jeanne").get_by_role("button", name="Je m’en occupe").click()
    expect(second.get_by_text(f"{mayor.full_name} s’en occupe déjà")).to_be_visible()
    line(first, "Jeanne").get_by_role("button", name="Je laisse").press("Enter")
    expect(line(first, "Jeanne").get_by_role("button", name="Je m’en occupe")).to_be_focused()
    expect(first.locator("#announcement")).to_have_text("Vous ne vous en occupez plus")
    expect(line(first, "Jeanne")).not_to_contain_text("Vous vous en occupez")


@both_widths
def test_a_flood_of_comments_is_put_away_and_back(enter, look, commune, mayor, resident, viewer_of, width):
    for number in range(6):
        post = PostFactory(commune=commune, author=mayor, title=f"Nouvelle {number}")
        written = {"kind": COMMENTS, "thread_id": post.thread_id, "key": "1"}
        write_message(viewer=viewer_of(resident, commune), body=f"Question {number} ?", **written)
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/")
    group = page.locator("ol.desk-tasks").first.locator("> li")
    expect(group).to_have_count(1)
    expect(page.get_by_role("link", name="Votre photo")).to_be_hidden()  # the first steps, below what waits
    group.get_by_text("Les voir une à une").click()
    look(page, "desk-group")
    line(group, "Question 2").get_by_role("button", name="Sans suite : ").click()
    expect(group).to_contain_text(f"Sans réponse\u00a0: {resident.full_name}, «\u00a0Question 2 ?\u00a0»")
    expect(group).to_contain_text("Des commentaires attendent une réponse sur 5 pages")
    alone = group.locator("li").get_by_role("button", name="Sans suite : ")
    for left in range(4, -1, -1):
        alone.first.click()
        expect(alone).to_have_count(left)
    expect(group).to_contain_text("Plus rien n’attend ici.")
    expect(group.get_by_role("button", name="Tout mettre sans suite")).to_be_hidden()
    for back in range(1, 6):
        group.get_by_role("button", name="Annuler").last.click()
        expect(group.get_by_role("button", name="Annuler")).to_have_count(6 - back)
        expect(alone).to_have_count(back)
    expect(group.get_by_role("button", name="Tout mettre sans suite")).to_be_visible()
    page.goto(f"/{commune.slug}/mairie/")
    expect(group.get_by_role("button", name="Tout mettre sans suite")).to_be_hidden()  # until they were seen
    group.get_by_text("Les voir une à une").click()
    group.get_by_role("button", name="Tout mettre sans suite").click()
    expect(group).to_contain_text("Ces commentaires restent sans réponse.")
    expect(page.locator("#attendent")).to_contain_text("vient ici de lui-même")
    look(page, "desk-group-away")
    group.get_by_role("button", name="Annuler").click()
    expect(page.locator("#announcement")).to_contain_text("attendent de nouveau une réponse.")
    expect(group).to_contain_text("Des commentaires attendent une réponse sur 5 pages")
    expect(group.get_by_role("button", name="Tout mettre sans suite")).to_be_focused()
    page.goto(f"/{commune.slug}/mairie/")
    expect(group).to_contain_text("Des commentaires attendent une réponse sur 5 pages")


@both_widths
def test_a_new_town_hall_brings_its_residents(enter, look, commune, mayor, width):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/")
    steps = page.get_by_role("region", name="Premiers pas")
    expect(steps).to_contain_text("0 sur 6")
    box = steps.get_by_role("link", name="Votre photo").bounding_box()
    assert box
    assert box["y"] < 600  # the first of them on the first screen, whatever is at the bottom of a phone
    look(page, "desk-new")
    for step in steps.get_by_role("listitem").all():
        assert step.evaluate(FOLLOWS_ITS_LINK)
    title = steps.get_by_role("heading", name="Premiers pas")
    title.click()
    expect(steps.get_by_role("link", name="Votre photo")).to_be_hidden()
    title.click()
    steps.get_by_role("link", name="Les horaires d’ouverture").click()
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(f"**/{commune.slug}/mairie/")
    expect(steps).to_contain_text("1 sur 6")
    steps.get_by_role("link", name="Inviter les administrés").click()
    page.get_by_role("button", name="Préparer l’affiche et le tract").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Affiche A4").click(timeout=60_000)
    assert download.value.suggested_filename == f"affiche-{commune.slug}.pdf"
    look(page, "invite")
    page.goto(f"/{commune.slug}/mairie/")
    expect(steps).to_contain_text("2 sur 6")
    steps.get_by_role("button", name="Masquer ces étapes").click()
    expect(steps).to_have_count(0)
    page.locator("#messages").get_by_role("button", name="Annuler").click()
    expect(steps).to_be_visible()


@both_widths
def test_how_far_a_publication_went(enter, look, commune, mayor, resident, width):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/actualites/nouvelle/")
    page.get_by_label("Titre de votre publication").fill("La foire")
    page.get_by_role("button", name="Valider").click()
    post = None
    for _ in range(40):
        if post := Post.objects.filter(title="La foire").first():
            break
        page.wait_for_timeout(100)
    assert post
    page.goto(f"/{commune.slug}/actualites/{post.pk}/")
    expect(page.get_by_role("heading", name="Annoncée à")).to_be_visible(timeout=20_000)
    look(page, "post-reach")
