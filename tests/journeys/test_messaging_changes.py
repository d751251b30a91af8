"""What becomes of private conversations when the mayor or the network goes, and what mayors hand each other."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from civic.contents.enums import Status
from civic.core.clock import now
from civic.messaging.actions import mayors, writing
from civic.messaging.models import Conversation
from civic.openings.enums import OpeningStatus
from civic.posts.models import Post
from civic.threads.models import Message
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.journeys.screen import both_widths
from tests.openings.factories import OpeningFactory


@pytest.fixture
def conversation(viewer_of, commune, resident) -> Conversation:
    return writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Le banc est cassé", key="le banc"
    )


@pytest.fixture
def with_mayor(viewer_of, commune, resident, mayor) -> Conversation:
    return writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="mayor", body="Entre nous", key="entre nous"
    )


@pytest.fixture
def between_mayors(viewer_of, commune, other_commune, mayor, other_mayor) -> Conversation:
    return mayors.write_to_mayor(
        viewer=viewer_of(mayor, commune), commune=other_commune, body="Bonjour, cher collègue", key="k"
    )


def conversations(page: Page, slug: str) -> None:
    page.goto(f"/{slug}/messagerie/")


def send(page: Page, words: str) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


@both_widths
def test_a_new_mayor_finds_what_was_written_to_the_team_alone(
    enter,
    look,
    commune,
    other_commune,
    mayor,
    other_mayor,
    resident,
    conversation,
    with_mayor,
    between_mayors,
):
    noa = PersonFactory(first_name="Noa", last_name="Nouvelle")
    OpeningFactory(
        commune=commune, person=noa, status=OpeningStatus.WAITING, since=now().date() - timedelta(days=9),
        replaced=Office.objects.get(commune=commune), takes_over_at=now(),
    )  # fmt: skip
    page: Page = enter(noa)
    page.goto(f"/{commune.slug}/ouvrir/code/")
    page.get_by_role("button", name="Reprendre la page").click()
    expect(page.locator("#messages")).to_contain_text("Vous êtes maire de Villeneuve")
    conversations(page, commune.slug)
    found = page.get_by_role("link", name=resident.full_name)
    expect(found).to_have_count(1)
    expect(page.get_by_role("link", name=other_mayor.full_name)).to_have_count(0)
    look(page, "new-mayor-list")
    found.click()
    expect(page.get_by_text("Le banc est cassé")).to_be_visible()
    assert "Entre nous" not in page.content()
    for sealed in (with_mayor, between_mayors):
        answer = page.goto(f"/{commune.slug}/messagerie/{sealed.thread_id}/")
        assert answer
        assert answer.status == 404

    # The resident reads on, and is told that nobody answers there any more.
    theirs: Page = enter(resident)
    theirs.goto(f"/{commune.slug}/messagerie/{with_mayor.thread_id}/")
    expect(theirs.get_by_text("Entre nous")).to_be_visible()
    expect(theirs.get_by_text(f"{mayor.full_name} n’est plus maire")).to_be_visible()
    expect(theirs.get_by_label("Votre message")).to_have_count(0)
    look(theirs, "new-mayor-resident")
    theirs.get_by_role("link", name="Écrire à la mairie d’aujourd’hui").click()
    expect(theirs.get_by_role("button", name="Envoyer")).to_be_visible()

    # So does the mayor of the other commune.
    luc: Page = enter(other_mayor)
    conversations(luc, other_commune.slug)
    luc.get_by_role("link", name=mayor.full_name).click()
    expect(luc.get_by_text("Bonjour, cher collègue").last).to_be_visible()
    expect(luc.get_by_text(f"{mayor.full_name} n’est plus maire")).to_be_visible()
    look(luc, "new-mayor-other-mayor")


@both_widths
def test_a_publication_is_proposed_to_another_mayor_who_makes_a_draft_of_it(
    enter, look, commune, other_commune, mayor, other_mayor, between_mayors, public_post
):
    anne: Page = enter(mayor)
    anne.goto(f"/{commune.slug}/messagerie/{between_mayors.thread_id}/")
    anne.get_by_role("link", name="Proposer un modèle").click()
    anne.get_by_text(public_post.title).click()
    look(anne, "proposing")
    send(anne, "Servez-vous.")
    expect(anne.locator(".proposal")).to_contain_text(public_post.title)
    look(anne, "proposed")

    luc: Page = enter(other_mayor)
    conversations(luc, other_commune.slug)
    luc.get_by_role("link", name=mayor.full_name).click()
    luc.get_by_role("link", name="Reprendre chez moi").click()
    look(luc, "proposed-content")
    luc.get_by_role("button", name="Reprendre chez moi").click()
    expect(luc.get_by_role("textbox", name="Titre de votre publication")).to_have_value(public_post.title)
    look(luc, "taken-up")
    draft = Post.objects.get(commune=other_commune, title=public_post.title)
    assert (draft.status, draft.author_id) == (Status.DRAFT, other_mayor.pk)


@pytest.mark.parametrize("is_received", [True, False], ids=["the answer is lost", "the message is lost"])
def test_a_network_lost_in_the_middle_keeps_the_words_and_sends_them_once(
    enter, commune, resident, conversation, is_received
):
    page: Page = enter(resident)
    page.goto(f"/{commune.slug}/messagerie/{conversation.thread_id}/")

    def lose(route: Route) -> None:
        if is_received:
            route.fetch()
        route.abort("internetdisconnected")

    sending = re.compile(r"/messages?/?$|/messagerie/")
    page.route(sending, lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    send(page, "Il manque deux lattes.")
    expect(page.get_by_label("Votre message")).to_have_value("Il manque deux lattes.")
    expect(page.get_by_text("Le site n’a pas répondu. Réessayez dans un instant.")).to_be_visible()
    page.unroute(sending)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("li.message", has_text="Il manque deux lattes.")).to_have_count(1)
    assert Message.objects.filter(thread_id=conversation.thread_id).count() == 2
