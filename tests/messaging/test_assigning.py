"""« Confier »: whoever is given a conversation is told, and has it for as long as they answer messages."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from civic.core.clock import now
from civic.delegations import actions as delegations
from civic.delegations.models import Delegation
from civic.delivery.models import Delivery
from civic.journal.actions import record
from civic.journal.models import Entry
from civic.messaging.actions import assigning, mayors, reading, sharing
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.events import ConversationReleased
from civic.messaging.models import Conversation
from civic.messaging.refusals import AssignedMeanwhile
from civic.notifications.models import Notification
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def julie(delegate_with):
    return delegate_with(ANSWER_MESSAGES)


@pytest.fixture
def give(viewer_of, commune, mayor, conversation, run_jobs):
    def to(person, by=mayor):
        person_id = person.pk if person else None
        viewer = viewer_of(by, commune)
        assigning.assign(viewer=viewer, thread_id=conversation.thread_id, person_id=person_id)
        run_jobs()

    return to


def news(kind, **of):
    return Notification.objects.filter(kind=kind, withdrawn_at=None, **of)


def test_whoever_is_given_a_conversation_is_notified_without_a_word_of_it(give, julie, mayor, conversation):
    give(julie)
    give(julie)
    (told,) = news("private_assigned")
    assert (told.person_id, told.target_id) == (julie.pk, conversation.pk)
    assert "banc" not in told.subject
    assert Delivery.objects.filter(person_id=julie.pk, event_id=told.event_id).exists()


def test_nobody_is_notified_of_what_they_take_themselves(give, julie):
    give(julie, by=julie)
    assert not news("private_assigned").exists()


def test_given_to_another_one_it_is_theirs_alone(give, julie, delegate_with):
    paul = delegate_with(ANSWER_MESSAGES)
    give(julie)
    give(paul)
    assert [one.person_id for one in news("private_assigned")] == [paul.pk]
    give(None)
    assert not news("private_assigned").exists()


def test_that_it_left_another_one_takes_no_news_away_however_late_it_is_handled(
    give, julie, delegate_with, conversation, run_jobs
):
    paul = delegate_with(ANSWER_MESSAGES)
    give(julie)
    give(paul)
    record(
        ConversationReleased(conversation_id=conversation.pk),
        commune_id=conversation.commune_id,
        target=conversation,
    )
    run_jobs()
    assert [one.person_id for one in news("private_assigned")] == [paul.pk]


def test_it_is_read_with_the_conversation_and_done_when_that_is(
    give, julie, commune, conversation, viewer_of, mayor, run_jobs
):
    give(julie)
    reading.mark_read(viewer=viewer_of(julie, commune), thread_id=conversation.thread_id, number=1)
    assert news("private_assigned").get().read_at
    give(None)
    give(julie)
    assert not news("private_assigned").get().read_at
    sharing.put_away(viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, upto=1)
    run_jobs()
    assert news("private_assigned").get().read_at


def test_it_does_not_survive_the_right_to_answer(
    give, julie, conversation, viewer_of, commune, mayor, run_jobs
):
    give(julie)
    delegation = Delegation.objects.get(person=julie)
    delegations.withdraw_delegation(viewer=viewer_of(mayor, commune), delegation_id=delegation.pk)
    run_jobs()
    conversation.refresh_from_db()
    assert conversation.assigned_to is None
    assert not news("private_assigned"), "the bell leads to nothing that they may not open"


def test_nor_the_last_day_of_a_delegation(give, julie, conversation, mayor, other_commune, run_jobs):
    give(julie)
    assigning.release_everywhere()
    conversation.refresh_from_db()
    assert conversation.assigned_to == julie, "it runs"
    Delegation.objects.filter(person=julie).update(ends_at=now() - timedelta(minutes=1))
    assigning.release_everywhere()
    conversation.refresh_from_db()
    assert conversation.assigned_to is None
    conversation.assigned_to = mayor
    conversation.save()
    assigning.release_everywhere()
    conversation.refresh_from_db()
    assert conversation.assigned_to == mayor


def test_to_whom_a_conversation_between_mayors_is_opened_is_notified(
    between_mayors, julie, viewer_of, commune, mayor, run_jobs
):
    viewer, thread_id = viewer_of(mayor, commune), between_mayors.thread_id
    delegation = Delegation.objects.get(person=julie)
    mayors.open_to(viewer=viewer, thread_id=thread_id, delegation_id=delegation.pk)
    run_jobs()
    (told,) = news("private_opened")
    assert (told.person_id, told.target_id) == (julie.pk, between_mayors.pk)
    assert told.url == f"/{commune.slug}/messagerie/{thread_id}/"
    mayors.open_to(viewer=viewer, thread_id=thread_id, delegation_id=None)
    run_jobs()
    assert not news("private_opened").exists()


# --- Two who give it at once ------------------------------------------------------------------------------------------


def test_who_chose_after_a_colleague_is_notified_to_whom_it_went_and_may_give_it_still(
    client_of, commune, conversation, julie, mayor, delegate_with, give
):
    paul, browser = delegate_with(ANSWER_MESSAGES), client_of(mayor)
    page = reverse("conversation_assign", args=[commune.slug, conversation.thread_id])
    form = {"person": str(paul.pk), "read": ""}
    give(julie)
    refused = browser.post(page, form)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert f"Entre-temps, cette conversation a été confiée à {julie.full_name}." in shown
    assert re.search(rf'value="{paul.pk}"\s+checked', shown)
    conversation.refresh_from_db()
    assert conversation.assigned_to == julie
    assert (
        browser.post(page, form | {"read": re.search(r'name="read" value="(.*?)"', shown)[1]}).status_code
        == 302
    )
    assert browser.post(page, form).status_code == 302  # a double click
    conversation.refresh_from_db()
    assert conversation.assigned_to == paul
    give(None)
    again = browser.post(page, form | {"read": str(paul.pk)}).content.decode()
    assert "cette conversation n’est plus confiée à personne." in again


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_at_the_very_same_moment_one_gives_it_and_the_other_is_notified(
    conversation, julie, mayor, commune, viewer_of, delegate_with
):
    paul = delegate_with(ANSWER_MESSAGES)
    calls = [
        partial(
            assigning.assign,
            viewer=viewer_of(by, commune),
            thread_id=conversation.thread_id,
            person_id=to.pk,
            read="",
        )
        for by, to in ((mayor, julie), (julie, paul))
    ]
    answers = together(*calls, expected=AssignedMeanwhile)
    (given,) = [answer for answer in answers if isinstance(answer, Conversation)]
    conversation.refresh_from_db()
    assert conversation.assigned_to_id == given.assigned_to_id
    assert Entry.objects.filter(kind="messaging.ConversationAssigned").count() == 1
