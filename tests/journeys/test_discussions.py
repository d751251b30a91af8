"""The town hall opens a discussion, two residents talk in it at once; what is long goes up without losing its place."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from civic.discussions.models import Discussion
from civic.threads.models import Message, Participant
from tests.communes.factories import RestrictionFactory
from tests.discussions.factories import DiscussionFactory
from tests.live.site import live_site
from tests.threads.factories import MessageFactory


@pytest.fixture
def site(settings) -> Iterator[str]:
    """The journeys' server with /direct/ on it."""
    with live_site() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def arrive(enter, commune) -> Callable[..., Page]:
    """Open a discussion, and wait until it hears of what others write."""

    def open_page(person, discussion: Discussion) -> Page:
        window: Page = enter(person)
        with window.expect_response("**/direct/**"):
            window.goto(f"/{commune.slug}/discussions/{discussion.pk}/")
        return window

    return open_page


def send(page: Page, words: str) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


def is_in_view(page: Page, words: str) -> bool:
    box, size = page.get_by_text(words, exact=True).bounding_box(), page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def test_the_mayor_opens_a_discussion_and_two_residents_talk(
    enter, look, arrive, commune, mayor, resident, second_resident
):
    town_hall: Page = enter(mayor)
    town_hall.goto(f"/{commune.slug}/discussions/")
    look(town_hall, "discussions-none")
    town_hall.get_by_role("link", name="Créer un nouveau groupe de discussion").click()
    expect(town_hall.get_by_label("Discussion ouverte")).to_be_checked()
    town_hall.get_by_label("Titre de la discussion").fill("Les arbres de la place")
    town_hall.get_by_label("Description").fill("Tilleuls ou platanes ?")
    look(town_hall, "discussions-new")
    town_hall.get_by_role("button", name="Créer le groupe").click()
    expect(town_hall.get_by_role("heading", name="Les arbres de la place")).to_be_visible()
    discussion = Discussion.objects.get()

    anne, bruno = arrive(resident, discussion), arrive(second_resident, discussion)
    send(anne, "Des tilleuls, pour l’ombre")
    expect(anne.get_by_text("Des tilleuls, pour l’ombre", exact=True)).to_be_visible()
    expect(anne.get_by_label("Votre message")).to_have_value("")
    arrived = bruno.locator("li", has_text="Des tilleuls, pour l’ombre")
    expect(arrived).to_be_visible()  # live
    arrived.get_by_role("link", name="Répondre à Anne Martin").click()
    expect(bruno.get_by_text("Vous répondez à Anne Martin")).to_be_visible()
    expect(bruno.get_by_label("Votre message")).to_be_focused()
    look(bruno, "discussions-answer")
    send(bruno, "Et pour le miel")
    answer = anne.locator("li", has_text="Et pour le miel")
    expect(answer.locator("blockquote")).to_contain_text("Des tilleuls, pour l’ombre")
    answer.get_by_role("button", name="J’aime").click()
    expect(answer.get_by_role("button", name="J’aime")).to_have_attribute("aria-pressed", "true")

    # What is taken back goes from the quotation too, on the open page of the other one.
    anne.locator("li.comment").get_by_role("link", name="Supprimer").click()
    look(anne, "discussions-delete")
    anne.get_by_role("button", name="Supprimer").click()
    expect(bruno.get_by_text("Message supprimé par son auteur")).to_be_visible()
    bruno.reload()
    expect(bruno.locator("blockquote")).to_have_text("Message supprimé")
    look(bruno, "discussions-two")

    town_hall.reload()
    town_hall.locator("summary", has_text="Gérer la discussion").click()
    look(town_hall, "discussions-menu")
    with anne.expect_response("**/direct/**"):
        anne.reload()
    with bruno.expect_response("**/direct/**"):
        bruno.reload()
    bruno.get_by_label("Votre message").fill("Trop tard")
    town_hall.get_by_role("button", name="Fermer la discussion").click()
    expect(town_hall.get_by_text("Cette discussion est fermée")).to_be_visible()
    for page in (anne, bruno):  # live: nobody writes for nothing
        expect(page.locator("#ecrire").get_by_text("Cette discussion est fermée")).to_be_visible()
        expect(page.get_by_label("Votre message")).to_have_count(0)
        expect(page.get_by_role("link", name="Répondre")).to_have_count(0)
        expect(page.get_by_text("Lecture seule")).to_be_visible()
    look(bruno, "discussions-closed-live")
    town_hall.get_by_role("button", name="Annuler").click()
    expect(bruno.get_by_label("Votre message")).to_have_value("Trop tard")  # kept with the drafts
    expect(bruno.get_by_text("Discussion ouverte")).to_be_visible()


def test_the_answer_is_kept_with_the_draft_and_goes_with_its_message(
    enter, look, arrive, commune, mayor, resident, second_resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor, title="La fête du village")
    MessageFactory(thread=discussion.thread, author=mayor, body="Samedi ou dimanche ?")
    asked = MessageFactory(thread=discussion.thread, author=second_resident, body="Et le bal ?")
    page = arrive(resident, discussion)
    page.locator("li", has_text="Et le bal ?").get_by_role("link", name="Répondre").click()
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_be_visible()
    page.get_by_label("Votre message").fill("Le soir même")
    page.wait_for_timeout(700)  # kept half a second after the last key
    with page.expect_response("**/direct/**"):
        page.reload()
    expect(page.get_by_label("Votre message")).to_have_value("Le soir même")
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_be_visible()
    look(page, "discussions-answer-kept")

    page.get_by_role("link", name="Ne plus répondre à ce message").click()
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_have_count(0)
    page.wait_for_timeout(700)
    with page.expect_response("**/direct/**"):
        page.reload()
    expect(page.get_by_label("Votre message")).to_have_value("Le soir même")
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_have_count(0)

    page.locator("li", has_text="Et le bal ?").get_by_role("link", name="Répondre").click()
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_be_visible()
    page.wait_for_timeout(700)
    author: Page = enter(second_resident)
    author.goto(f"/{commune.slug}/discussions/messages/{asked.pk}/")
    author.get_by_role("link", name="Supprimer").click()
    author.get_by_role("button", name="Supprimer").click()
    gone = page.locator("#reponse").get_by_text("Le message auquel vous répondiez a été supprimé")
    expect(gone).to_be_visible()  # live
    expect(page.get_by_label("Votre message")).to_have_value("Le soir même")
    look(page, "discussions-answered-gone")
    send(page, "Le soir même")
    expect(page.locator("li", has_text="Le soir même")).to_be_visible()
    assert Message.objects.get(body="Le soir même").answers is None


def test_a_group_is_removed_before_the_eyes_of_its_readers_and_comes_back(
    enter, look, arrive, commune, mayor, resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor, title="Le parking du stade")
    MessageFactory(thread=discussion.thread, author=resident, body="Pas de voitures ici")
    page = arrive(resident, discussion)
    page.get_by_label("Votre message").fill("Je disais donc")
    town_hall: Page = enter(mayor)
    town_hall.goto(f"/{commune.slug}/discussions/{discussion.pk}/")
    town_hall.locator("summary", has_text="Gérer la discussion").click()
    look(town_hall, "discussions-menu-delete")
    town_hall.get_by_role("link", name="Supprimer", exact=True).click()
    town_hall.get_by_role("button", name="Supprimer la discussion").click()
    expect(town_hall.get_by_text("Dites en quelques mots pourquoi").first).to_be_visible()
    look(town_hall, "discussions-delete")
    town_hall.get_by_label("Pourquoi").fill("Le projet est abandonné")
    town_hall.get_by_role("button", name="Supprimer la discussion").click()
    expect(town_hall.get_by_text("La discussion est supprimée.")).to_be_visible()
    look(town_hall, "discussions-deleted")

    expect(page.get_by_text("Cette discussion a été supprimée par la mairie")).to_be_visible()  # live
    expect(page.get_by_text("Le projet est abandonné")).to_be_visible()
    expect(page.get_by_text("Pas de voitures ici")).to_have_count(0)
    look(page, "discussions-removed")
    town_hall.get_by_role("button", name="Annuler").click()
    expect(town_hall.get_by_text("La discussion est revenue.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Pas de voitures ici")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value("Je disais donc")


def test_a_long_discussion_opens_at_what_is_new_and_keeps_its_place(
    enter, look, arrive, commune, mayor, resident, second_resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor, title="La fête du village")
    for n in range(1, 51):
        MessageFactory(thread=discussion.thread, author=second_resident, body=f"Message {n}")
    Participant.objects.create(thread=discussion.thread, person=resident, read_upto=45)
    page = arrive(resident, discussion)
    expect(page.get_by_text("Nouveaux messages", exact=True)).to_be_visible()
    assert is_in_view(page, "Message 46")
    look(page, "discussions-new-messages")

    page.get_by_text("Message 50", exact=True).scroll_into_view_if_needed()
    page.get_by_role("button", name="Envoyer").scroll_into_view_if_needed()
    for _ in range(50):
        if Participant.objects.get(person=resident).read_upto == 50:
            break
        page.wait_for_timeout(100)
    assert Participant.objects.get(person=resident).read_upto == 50

    page.get_by_role("link", name="Messages plus anciens").scroll_into_view_if_needed()
    first = page.get_by_text(re.compile(r"^Message \d+$")).first.inner_text()
    top = page.get_by_text(first, exact=True).bounding_box()
    page.get_by_role("link", name="Messages plus anciens").click()
    expect(page.get_by_text("Message 1", exact=True)).to_be_attached()
    now = page.get_by_text(first, exact=True).bounding_box()
    assert top
    assert now
    assert abs(top["y"] - now["y"]) < 4

    # Far from the end, what comes in says so and moves nothing.
    author = arrive(second_resident, discussion)
    send(author, "Tout frais")
    arrived = page.get_by_role("link", name="1 nouveau message")
    expect(arrived).to_be_visible()
    arrived.click()
    expect(arrived).to_be_hidden()
    assert is_in_view(page, "Tout frais")


def test_the_address_of_a_message_a_draft_and_who_may_not_write(
    enter, look, commune, mayor, resident, second_resident
):
    discussion = DiscussionFactory(commune=commune, author=mayor, title="La fête du village")
    for n in range(1, 71):
        MessageFactory(thread=discussion.thread, author=second_resident, body=f"Message {n}")
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/discussions/messages/{Message.objects.get(number=20).pk}/")
    expect(page.get_by_text("Message 20", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("link", name="Messages plus récents")).to_be_attached()
    look(page, "discussions-one-message")
    page.get_by_role("link", name="Aller aux derniers messages").click()
    expect(page.get_by_text("Message 70", exact=True)).to_be_in_viewport()

    page.get_by_label("Votre message").fill("Un brouillon qui reste")
    page.wait_for_timeout(700)  # kept half a second after the last key
    page.reload()
    expect(page.get_by_label("Votre message")).to_have_value("Un brouillon qui reste")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Un brouillon qui reste", exact=True)).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Votre message")).to_have_value("")

    RestrictionFactory(commune=commune, person=resident, scopes=["discussions"])
    page.reload()
    expect(page.get_by_text("La mairie a suspendu votre droit de participer aux discussions")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_count(0)
    look(page, "discussions-restricted")


def test_all_of_it_without_script(enter, commune, mayor, resident, second_resident):
    discussion = DiscussionFactory(commune=commune, author=mayor, title="La fête du village")
    for n in range(1, 41):
        MessageFactory(thread=discussion.thread, author=second_resident, body=f"Message {n}")
    page: Page = enter(resident, java_script_enabled=False)
    page.goto(f"/{commune.slug}/discussions/")
    expect(page.get_by_text("À découvrir")).to_be_visible()
    page.get_by_role("link", name="Accéder à la discussion").click()
    expect(
        page.get_by_text("Message 1", exact=True)
    ).to_be_attached()  # a first visit begins at the beginning
    page.get_by_role("link", name="Messages plus récents").click()
    expect(page.get_by_text("Message 40", exact=True)).to_be_attached()
    page.go_back()
    page.locator("li", has_text="Message 9").get_by_role("link", name="Répondre").click()
    expect(page.get_by_text("Vous répondez à Bruno Petit")).to_be_attached()
    send(page, "Sans script")
    expect(page.get_by_text("Sans script", exact=True)).to_be_in_viewport()
    expect(page.locator("li", has_text="Sans script").locator("blockquote")).to_contain_text("Message 9")
    page.goto(f"/{commune.slug}/discussions/")
    expect(page.get_by_role("button", name="Tout marquer comme lu")).to_have_count(0)
