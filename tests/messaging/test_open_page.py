"""What an open conversation, and the list beside it, ask for again when they hear of a change."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from civic.core.clock import now
from civic.live.models import Change
from civic.live.rules import person_topic
from civic.memberships.models import Membership
from civic.messaging.actions import assigning, reading, sharing
from civic.messaging.enums import ANSWER_MESSAGES, Selection
from civic.messaging.models import Conversation
from civic.messaging.refusals import ResidentGone
from civic.threads.models import Message
from civic.town_halls.models import Office

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(commune, conversation):
    return reverse("conversation_detail", args=[commune.slug, conversation.thread_id])


@pytest.fixture
def state(client_of, page):
    """`state(person, 2)`: as it is drawn where the last message on the page is that one."""

    def asked(person, number):
        return client_of(person).get(page, {"etat": str(number)}, headers=HTMX).text

    return asked


def seen_words(html):
    return re.search(r'id="vu"[^>]*>(.*?)</p>', html, re.S)[1]


def heard_of(person, name):
    return Change.objects.filter(topic=person_topic(person.pk), name=name).count()


def test_no_mark_stands_under_what_nobody_has_read(
    state, conversation, resident, mayor, viewer_of, commune, write_in
):
    assert "Pas encore lu" in seen_words(state(resident, 1))
    reading.mark_read(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, number=1)
    assert "Lu par la mairie" in seen_words(state(resident, 1))
    write_in(conversation, resident, "Et le lampadaire ?")
    assert "Pas encore lu" in seen_words(state(resident, 2))
    assert not seen_words(state(resident, 1)).strip(), "the last one is not on that page"
    write_in(conversation, mayor, "Lundi.")
    assert not seen_words(state(resident, 3)).strip(), "it is the other side's"
    assert "Pas encore lu" in seen_words(state(mayor, 3))


def test_what_nobody_will_read_any_more_is_not_said_to_be_unread(client_of, with_mayor, resident, commune):
    page = reverse("conversation_detail", args=[commune.slug, with_mayor.thread_id])
    assert "Pas encore lu" in seen_words(client_of(resident).get(page).text)
    Office.objects.filter(commune=commune).update(ended_at=now())
    shown = client_of(resident).get(page).text
    assert "n’est plus maire" in shown
    assert not seen_words(shown).strip()


def test_what_was_taken_back_has_no_mark(state, conversation, resident, commune, client_of):
    message = Message.objects.get()
    address = reverse("private_message_delete", args=[commune.slug, message.pk])
    client_of(resident).post(address)
    assert not seen_words(state(resident, 1)).strip()


@pytest.mark.parametrize("etat", ["", "x", "9" * 30, "\u0661"])
def test_whatever_the_address_says_the_page_stands(client_of, page, resident, etat):
    assert client_of(resident).get(page, {"etat": etat}, headers=HTMX).status_code == 200


def test_who_wrote_hears_that_it_was_read(conversation, resident, mayor, delegate_with, viewer_of, commune):
    colleague = delegate_with(ANSWER_MESSAGES)
    Change.objects.all().delete()
    for _ in range(2):
        reading.mark_read(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, number=1)
    assert heard_of(resident, "conversation") == 1
    assert not heard_of(colleague, "conversation"), "nothing changes on their page"


def test_no_answer_to_give_puts_away_what_is_on_the_page(
    client_of, page, conversation, resident, mayor, write_in, state, commune
):
    upto = re.compile(r'name="upto" value="(\d+)"')
    browser = client_of(mayor)
    write_in(conversation, resident, "Et le lampadaire ?")
    assert upto.search(browser.get(page, {"avant": "2"}).text)[1] == "1"
    assert upto.search(state(mayor, 2))[1] == "2", "its row comes with what an open page asks for"
    assert not upto.search(state(resident, 2))
    away = reverse("conversation_put_away", args=[commune.slug, conversation.thread_id])
    answered = browser.post(away, {"upto": "1"}, follow=True)
    assert "que vous n’avez pas vu" in answered.text
    conversation.refresh_from_db()
    assert conversation.waiting_since


def test_what_was_put_away_says_so_until_somebody_writes(
    client_of, page, conversation, resident, mayor, write_in, commune
):
    browser, again = client_of(mayor), "Remettre à répondre"
    assert again not in browser.get(page).text
    away = reverse("conversation_put_away", args=[commune.slug, conversation.thread_id])
    answered = browser.post(away, {"upto": "1"})
    assert answered.url == f"{page}#messages", "where what was done is said"
    shown = browser.get(page).text
    assert "Sans réponse à donner" in shown
    assert again in shown
    assert again not in client_of(resident).get(page).text
    browser.post(reverse("conversation_take_back", args=[commune.slug, conversation.thread_id]))
    conversation.refresh_from_db()
    assert conversation.waiting_since
    browser.post(away, {"upto": "1"})
    write_in(conversation, resident, "Encore moi")
    assert again not in browser.get(page).text


def test_it_waits_again_where_it_can_be_answered_alone(
    client_of, page, conversation, resident, mayor, viewer_of, commune, write_in
):
    viewer, thread_id = viewer_of(mayor, commune), conversation.thread_id
    sharing.put_away(viewer=viewer, thread_id=thread_id, upto=1)
    write_in(conversation, mayor, "Le banc est réparé")
    again = reverse("conversation_take_back", args=[commune.slug, thread_id])
    assert "plus rien à répondre" in client_of(mayor).post(again, follow=True).text
    write_in(conversation, resident, "Et le lampadaire ?")
    sharing.put_away(viewer=viewer, thread_id=thread_id, upto=3)
    assert "Remettre à répondre" in client_of(mayor).get(page).text
    Membership.objects.filter(person=resident).update(status="left")
    assert "Remettre à répondre" not in client_of(mayor).get(page).text
    with pytest.raises(ResidentGone):
        sharing.take_back(viewer=viewer, thread_id=thread_id)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_so_does_what_another_mayor_wrote(
    client_of, between_mayors, other_mayor, other_commune, write_in, mayor
):
    args = [other_commune.slug, between_mayors.thread_id]
    browser, page = client_of(other_mayor), reverse("conversation_detail", args=args)
    assert "Remettre à répondre" not in browser.get(page).text
    browser.post(reverse("conversation_put_away", args=args), {"upto": "1"})
    assert "Remettre à répondre" in browser.get(page).text
    write_in(between_mayors, mayor, "Encore moi")
    assert "Remettre à répondre" not in browser.get(page).text


def test_a_line_says_for_how_long_it_waits(client_of, commune, conversation, mayor):
    Conversation.objects.update(waiting_since=now() - timedelta(days=3, hours=2))
    shown = client_of(mayor).get(reverse("conversation_list", args=[commune.slug])).text
    assert "À répondre depuis 3\u00a0jours" in shown


def test_colleagues_hear_what_the_team_does_with_it(
    conversation, mayor, resident, delegate_with, viewer_of, commune
):
    colleague, viewer = delegate_with(ANSWER_MESSAGES), viewer_of(mayor, commune)
    thread_id = conversation.thread_id
    for act in (
        lambda: assigning.assign(viewer=viewer, thread_id=thread_id, person_id=colleague.pk),
        lambda: sharing.put_away(viewer=viewer, thread_id=thread_id, upto=1),
        lambda: sharing.take_back(viewer=viewer, thread_id=thread_id),
    ):
        Change.objects.all().delete()
        act()
        assert heard_of(colleague, "conversations") == heard_of(colleague, "conversation") == 1
        assert not heard_of(resident, "conversation"), "who does what at the town hall is not theirs to hear"


@pytest.mark.parametrize("chosen", [Selection.ALL, Selection.OWN])
def test_the_first_message_arrives_in_a_list_that_was_empty(
    client_of, commune, mayor, resident, chosen, request
):
    browser, address = client_of(mayor), reverse("conversation_list", args=[commune.slug])
    shown = browser.get(address, {"liste": chosen.value}).text
    assert "conversation__name" not in shown
    assert "live:conversations" in shown
    url = re.search(r'data-live-refresh-url-value="([^"]+)"', shown)[1].replace("&amp;", "&")
    assert (chosen.none or "Pas encore de message") in shown
    assert shown.index(reverse("message_search", args=[commune.slug])) < shown.index("live:conversations"), (
        "above the list"
    )
    again = browser.get(url, headers=HTMX).text
    assert "empty" in again, "it stays said"
    conversation = request.getfixturevalue("conversation")
    conversation.assigned_to = mayor
    conversation.save()
    again = browser.get(url, headers=HTMX).text
    assert resident.full_name in again
    assert "<ul" in again
    assert "empty" not in again


def test_who_reads_is_said_once_beside_the_button(client_of, commune, conversation, mayor, resident):
    address = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    for person, words in (
        (resident, "liront votre message."),
        (mayor, "lira votre message, et votre équipe"),
    ):
        head, _, below = client_of(person).get(address).text.partition('class="message-form__send"')
        assert words in below
        assert words not in head
