"""The pages of one message, for every kind of thread, with and without htmx."""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from django.urls import reverse

from civic.posts.enums import PUBLISH
from civic.threads.models import Message
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import EDIT_PAGE
from civic.town_halls.models import TownHall
from tests.communes.factories import RestrictionFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

pytestmark = pytest.mark.django_db
NOON, LATER = datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2099, 6, 1, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def words(answer) -> str:
    """What is read, with plain spaces, each run of spaces one."""
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_typed_comes_back_with_the_reason(talk, resident, client_of, headers):
    long = "début " + "x" * (talk.kind.max_length + 1)
    browser = client_of(resident)
    for typed, reason in ((long, "000 caractères au plus"), ("\u2800", "Écrivez votre")):
        response = browser.post(talk.list_address, {"body": typed, "key": "k"}, headers=headers)
        assert response.status_code == 422
        assert reason in words(response)
        assert typed in response.content.decode()
    assert not Message.objects.filter(thread=talk.thread).exists()


def test_what_may_answer_settles_what_waits_on_the_page(talk, mayor, delegate_with, resident, client_of):
    """And nothing else does, whoever acts for the town hall; in a discussion nothing waits for it."""
    said = {}
    for number, person in enumerate((mayor, delegate_with(talk.other_right), resident)):
        sent = {"body": "Voilà", "key": f"k{number}"}
        answer = client_of(person).post(talk.list_address, sent, headers=HTMX)
        said[number] = answer.headers.get("HX-Trigger")
    assert said == {0: "settled" if talk.kind is COMMENTS else None, 1: None, 2: None}


def test_editing_and_cancelling(talk, say, resident, client_of):
    message, browser = say(resident, "Bravo"), client_of(resident)
    assert "Bravo" in words(browser.get(talk.address(message, "edit"), headers=HTMX))
    edited = words(browser.post(talk.address(message, "edit"), {"body": "Merci !"}, headers=HTMX))
    assert "Merci !" in edited
    assert "modifié" in edited
    cancelled = browser.get(talk.address(message), headers=HTMX)
    assert "Merci !" in words(cancelled)
    assert unquote(cancelled.headers["HX-Announcement"]) == "Rien n’a changé."
    plain = browser.post(talk.address(message, "edit"), {"body": "Merci bien"})
    assert plain.url == f"{talk.thread.page}?autour=1#{talk.kind.anchor}-{message.pk}"
    assert "Merci bien" in words(browser.get(plain.url))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_editing_too_late_keeps_what_was_typed(talk, say, resident, client_of, clock, headers):
    message, browser = say(resident, "Bravo"), client_of(resident)
    clock.forward(minutes=16)
    response = browser.post(talk.address(message, "edit"), {"body": "Mon long texte"}, headers=headers)
    assert response.status_code == 422
    assert "15 minutes" in words(response)
    assert "Mon long texte" in words(response)


def test_who_is_restricted_keeps_the_text(talk, say, resident, commune, client_of):
    own = say(resident, "Avant")
    RestrictionFactory(commune=commune, person=resident, scopes=[talk.kind.silenced_by])
    browser = client_of(resident)
    page = words(browser.get(talk.thread.page))
    assert f"La mairie a suspendu votre droit de {talk.kind.wording.right}" in page
    assert f"/{commune.slug}/blocage/" in page
    assert "<textarea" not in page
    written = browser.post(talk.list_address, {"body": "Pendant", "key": "a"}, headers=HTMX)
    edited = browser.post(talk.address(own, "edit"), {"body": "Autrement"}, headers=HTMX)
    assert (written.status_code, "Pendant" in words(written)) == (403, True)
    assert (edited.status_code, "Autrement" in words(edited)) == (403, True)


def test_deleting_ones_own_and_nobody_elses(talk, say, resident, second_resident, client_of):
    message, other = say(resident, "Bravo"), say(second_resident, "Autre")
    browser, noun = client_of(resident), talk.kind.wording.noun
    assert f"Supprimer votre {noun}" in words(
        browser.get(talk.address(message, "delete"))
    )  # to look changes nothing
    deleted = browser.post(talk.address(message, "delete"), headers=HTMX)
    assert f"{noun.capitalize()} supprimé par son auteur" in words(deleted)
    assert browser.post(talk.address(other, "delete")).status_code == 403
    plain = browser.post(talk.address(say(resident, "Encore"), "delete"), follow=True)
    assert f"Votre {noun} est supprimé." in words(plain)


def test_removing_asks_why(talk, say, resident, mayor, client_of):
    message, town_hall, noun = say(resident, "Bonjour"), client_of(mayor), talk.kind.wording.noun
    assert f"Retirer ce {noun}" in words(town_hall.get(talk.address(message, "remove")))
    refused = town_hall.post(talk.address(message, "remove"), {"reason": " \u3164"})
    assert (refused.status_code, f"pourquoi ce {noun} est retiré" in words(refused)) == (422, True)
    assert client_of(resident).get(talk.address(message, "remove")).status_code == 403
    removed = words(town_hall.post(talk.address(message, "remove"), {"reason": "Hors sujet"}, follow=True))
    assert f"Le {noun} est retiré. Votre motif a pris sa place." in removed
    assert "retiré par la mairie : Hors sujet" in removed
    assert "Bonjour" not in removed


def test_flagging_asks_why_and_leads_back(talk, say, resident, second_resident, client_of):
    message, browser = say(resident, "Bonjour"), client_of(second_resident)
    address = talk.address(message, "flag")
    assert "Bonjour" in words(browser.get(address))
    response = browser.post(address, {"words": "Regardez"})
    assert response.status_code == 422
    assert "Choisissez un motif" in words(response)
    assert "Regardez" in words(response)
    shown = browser.post(address, {"reason": "spam"}, follow=True)
    place, _ = shown.redirect_chain[-1]
    anchor = talk.kind.anchor_of(message)
    assert place.endswith(f"?autour={message.number}&signale={message.pk}#{anchor}")
    _, _, there = words(shown).partition(f'id="{anchor}"')
    there = there.partition("</li>")[0]
    assert "<strong>Signalé.</strong> Merci, votre signalement est enregistré." in there
    assert address not in there  # « Signaler »
    assert address in words(browser.get(place.partition("?")[0]))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_one_answers_was_removed_meanwhile(
    talk, say, resident, second_resident, reader, client_of, headers
):
    first, browser = say(resident, "Un mot de trop"), client_of(second_resident)
    talk.remove_own(viewer=reader, message_id=first.pk)
    typed = {"body": "Ah", "key": "a", "answers": str(first.pk)}
    back = browser.post(talk.list_address, typed, headers=headers)
    gone = f"Le {talk.kind.wording.noun} auquel vous répondiez a été supprimé"
    assert back.status_code == 422
    assert gone in words(back)
    assert ">Ah</textarea>" in words(back)
    assert 'name="answers" value=""' in words(back)  # the next time it is sent without
    quote = words(browser.get(talk.address(first, "quote"), headers=HTMX))
    assert gone in quote
    assert "data-answers" not in quote
    browser.post(talk.list_address, typed | {"answers": ""})
    assert Message.objects.get(body="Ah").answers is None


def test_an_answer_that_is_no_id_is_no_page(talk, resident, client_of):
    answer = client_of(resident).post(talk.list_address, {"body": "Ah", "key": "a", "answers": "abc"})
    assert answer.status_code == 404


def test_nothing_answers_while_the_feature_of_the_content_is_off(
    talk, say, resident, second_resident, mayor, commune, client_of
):
    message = say(resident, "Bonjour")
    town_hall = TownHall.objects.get(commune=commune)
    town_hall.feature_decisions = {talk.thread.feature: False}
    town_hall.save()
    pages = [
        "detail",
        "quote",
        "edit",
        "delete",
        "remove",
        "flag",
        *(["like"] if talk.kind.urls.like else []),
    ]
    addresses = [talk.list_address, *(talk.address(message, page) for page in pages)]
    addresses += [
        reverse(name, args=[commune.slug, talk.thread.pk]) for name in ("thread_like", "thread_unlike")
    ]
    for person in (resident, second_resident, mayor):
        browser = client_of(person)
        for address in addresses:
            # The page that removes says first that it is for the town hall; some are not posted to at all.
            asks_right = person != mayor and address == talk.address(message, "remove")
            assert browser.get(address).status_code in ({403, 404} if asks_right else {404})
            posted = browser.post(address, {"body": "Non", "key": "k"}).status_code
            assert posted in ({403, 404} if asks_right else {404, 405})
    assert Message.objects.get(thread=talk.thread).text == "Bonjour"
    assert talk.now().likes == 0


@pytest.mark.parametrize("state", [{"status": "draft"}, {"status": "scheduled"}, {"removed_at": NOON}])
def test_what_is_not_out_is_not_talked_under(commune, mayor, delegate_with, client_of, state):
    fields = {"publish_at": LATER} if state.get("status") == "scheduled" else {}
    post = PostFactory(commune=commune, author=mayor, **state, **fields)
    message = MessageFactory(thread=post.thread, author=mayor)
    names = ("comment_list", "thread_like", "thread_unlike")
    addresses = [reverse(name, args=[commune.slug, post.thread_id]) for name in names]
    addresses += [reverse("comment_detail", args=[commune.slug, message.pk])]
    for person in (mayor, delegate_with(EDIT_PAGE), delegate_with(PUBLISH)):
        browser = client_of(person)
        answers = {browser.get(one).status_code for one in addresses}
        answers |= {browser.post(one, {"body": "Non", "key": "k"}).status_code for one in addresses[:3]}
        assert answers == {404}
