"""Private messages could be built on threads: a conversation of a few people, encrypted, that nobody else reads."""

import json

import pytest
from cryptography.fernet import Fernet
from django.http import Http404

from civic.core.refusals import NotAllowed
from civic.core.viewer import Viewer
from civic.journal.models import Entry
from civic.live.models import Change
from civic.live.rules import person_topic
from civic.restrictions.enums import RestrictionScope
from civic.threads.actions import likes, messages, reading, threads
from civic.threads.kinds import ThreadKind, Urls, Wording, register
from civic.threads.models import UNREADABLE, Message, Participant, Thread
from civic.threads.queries.indexed import subjects
from civic.threads.queries.messages import message_in_view, messages_before
from civic.threads.queries.threads import thread_in_view
from tests.communes.factories import RestrictionFactory
from tests.threads.marks import unread_counts
from tests.threads.stored import everything_stored

pytestmark = pytest.mark.django_db

PRIVATE = register(
    ThreadKind(
        key="test_private",
        wording=Wording(
            noun="message",
            right="écrire au maire",
            too_long="Trop long.",
            closed="Cette conversation est close.",
            reason_help="",
            older="Messages plus anciens",
            newer="Messages plus récents",
            back="Revenir à la messagerie",
            send="Envoyer",
        ),
        urls=Urls(*["commune_page"] * 8),
        anchor="message",
        silenced_by=RestrictionScope.MESSAGES,
        likes_messages=True,
        is_alone=True,
    )
)
SECRET = "Ma voisine attend un enfant"


@pytest.fixture
def thread(commune, resident, mayor) -> Thread:
    """Between a resident and the mayor."""
    made = threads.open_thread(
        kind=PRIVATE, commune_id=commune.pk, feature=None, audience="participants", encrypted=True
    )
    for person in (resident, mayor):
        threads.add_participant(thread_id=made.pk, person_id=person.pk)
    return made


@pytest.fixture
def say(thread, commune, viewer_of):
    def write(person, body, **more):
        return messages.write_message(
            viewer=viewer_of(person, commune),
            kind=PRIVATE,
            thread_id=thread.pk,
            body=body,
            **{"key": body} | more,
        )

    return write


def test_only_participants_read(
    thread, say, commune, resident, second_resident, delegate, staff, stranger, mayor, viewer_of
):
    message = say(resident, SECRET)
    for person in (resident, mayor):
        viewer = viewer_of(person, commune)
        assert message_in_view(viewer, PRIVATE, message.pk).text == SECRET
        (found,) = messages_before(viewer, thread).messages
        assert found.text == SECRET
    for person in (second_resident, delegate, staff, stranger, None):
        viewer = viewer_of(person, commune)
        for reach in (
            lambda v=viewer: thread_in_view(v, PRIVATE, thread.pk),
            lambda v=viewer: message_in_view(v, PRIVATE, message.pk),
            lambda v=viewer: messages.write_message(
                viewer=v, kind=PRIVATE, thread_id=thread.pk, body="Moi aussi", key="k"
            ),
            lambda v=viewer: likes.like_message(viewer=v, kind=PRIVATE, message_id=message.pk, liked=True),
            lambda v=viewer: messages.flag_message(
                viewer=v, kind=PRIVATE, message_id=message.pk, reason="spam", words=""
            ),
        ):
            with pytest.raises(Http404):
                reach()


def test_one_whose_key_is_missing_says_so_and_the_others_stand(
    thread, say, commune, resident, mayor, viewer_of, settings
):
    """In the conversation. Its author takes it back, and changes nothing."""
    here, viewer = list(settings.ENCRYPTION_KEYS), viewer_of(resident, commune)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    lost = say(resident, SECRET)
    settings.ENCRYPTION_KEYS = here
    say(mayor, "Merci", answers=lost.pk)
    thread.refresh_from_db()
    found = messages_before(viewer, thread).messages
    assert [one.words for one in found] == [UNREADABLE, "Merci"]
    for change in (
        lambda: messages.edit_message(viewer=viewer, kind=PRIVATE, message_id=lost.pk, body="Autre"),
        lambda: messages.flag_message(
            viewer=viewer_of(mayor, commune), kind=PRIVATE, message_id=lost.pk, reason="spam", words=""
        ),
    ):
        with pytest.raises(messages.MessageUnreadable):
            change()
    assert messages.remove_own_message(viewer=viewer, kind=PRIVATE, message_id=lost.pk).removed_at


def test_not_even_the_mayor_or_staff_reads_what_others_write(
    commune, resident, second_resident, mayor, staff, viewer_of
):
    between = threads.open_thread(
        kind=PRIVATE, commune_id=commune.pk, feature=None, audience="participants", encrypted=True
    )
    for person in (resident, second_resident):
        threads.add_participant(thread_id=between.pk, person_id=person.pk)
    message = messages.write_message(
        viewer=viewer_of(resident, commune), kind=PRIVATE, thread_id=between.pk, body=SECRET, key="k"
    )
    for person in (mayor, staff):
        viewer = viewer_of(person, commune)
        with pytest.raises(Http404):
            message_in_view(viewer, PRIVATE, message.pk)
        with pytest.raises(Http404):
            messages.remove_message(viewer=viewer, kind=PRIVATE, message_id=message.pk, reason="Non")
        assert subjects(viewer, [str(message.pk)]) == {}


def test_one_reads_all_ones_conversations_on_ones_own_pages(thread, say, resident, other_commune, viewer_of):
    say(resident, SECRET)
    own_page = Viewer(person_id=resident.pk)  # /messagerie/ is of no commune
    assert thread_in_view(own_page, PRIVATE, thread.pk) == thread
    with pytest.raises(Http404):  # on the pages of another commune it is not there
        thread_in_view(viewer_of(resident, other_commune), PRIVATE, thread.pk)


def test_bodies_are_unreadable_in_the_database(say, commune, resident, mayor, viewer_of):
    message = say(resident, SECRET)
    assert SECRET not in everything_stored()
    messages.edit_message(
        viewer=viewer_of(resident, commune), kind=PRIVATE, message_id=message.pk, body=f"{SECRET}, en mai"
    )
    say(mayor, "Félicitations", answers=message.pk)
    stored = everything_stored()
    assert SECRET not in stored
    assert "Félicitations" not in stored
    answer = message_in_view(viewer_of(resident, commune), PRIVATE, Message.objects.get(number=2).pk)
    assert answer.answers.text == f"{SECRET}, en mai"
    messages.remove_own_message(viewer=viewer_of(resident, commune), kind=PRIVATE, message_id=message.pk)
    assert Message.objects.get(pk=message.pk).text == ""


def test_nothing_of_it_is_in_the_journal(say, commune, resident, viewer_of):
    before = Entry.objects.count()
    message = say(resident, SECRET)
    viewer = viewer_of(resident, commune)
    messages.edit_message(viewer=viewer, kind=PRIVATE, message_id=message.pk, body="Autre chose")
    messages.remove_own_message(viewer=viewer, kind=PRIVATE, message_id=message.pk)
    assert Entry.objects.count() == before


def test_what_is_unread_is_counted_for_each(
    thread, say, commune, resident, second_resident, mayor, viewer_of
):
    for body in ("Un", "Deux", "Trois"):
        say(resident, body)
    town_hall = viewer_of(mayor, commune)
    assert unread_counts(town_hall, [thread.pk]) == {thread.pk: 3}
    assert unread_counts(viewer_of(resident, commune), [thread.pk]) == {thread.pk: 0}
    thread.refresh_from_db()
    reading.mark_read(viewer=town_hall, thread=thread, number=2)
    assert unread_counts(town_hall, [thread.pk]) == {thread.pk: 1}
    assert unread_counts(viewer_of(second_resident, commune), [thread.pk]) == {}


def test_participants_alone_hear_of_it(say, resident, mayor, second_resident):
    message = say(resident, SECRET)
    heard = Change.objects.filter(name="thread")
    assert sorted(heard.values_list("topic", flat=True)) == sorted(map(person_topic, (resident.pk, mayor.pk)))
    published = json.dumps(list(heard.values_list("data", flat=True)))
    assert str(message.thread_id) in published
    assert SECRET not in published


def test_who_left_reads_no_more_and_may_be_put_back(thread, say, commune, resident, mayor, viewer_of):
    say(resident, "Bonjour")
    threads.remove_participant(thread_id=thread.pk, person_id=resident.pk)
    viewer = viewer_of(resident, commune)
    with pytest.raises(Http404):
        thread_in_view(viewer, PRIVATE, thread.pk)
    Change.objects.all().delete()
    say(mayor, "Au revoir")
    assert list(Change.objects.values_list("topic", flat=True)) == [person_topic(mayor.pk)]
    for _ in range(2):
        threads.add_participant(thread_id=thread.pk, person_id=resident.pk)
    assert unread_counts(viewer, [thread.pk]) == {thread.pk: 1}
    assert Participant.objects.get(thread=thread, person=resident).messages == 1


def test_who_may_not_write_to_the_mayor_for_a_time_still_reads(thread, say, commune, resident, viewer_of):
    RestrictionFactory(commune=commune, person=resident, scopes=["messages"])
    with pytest.raises(messages.Silenced, match="votre droit d"):
        say(resident, "Bonjour")
    assert thread_in_view(viewer_of(resident, commune), PRIVATE, thread.pk) == thread


def test_the_town_hall_removes_nothing_of_anothers(thread, say, commune, resident, mayor, viewer_of):
    message = say(resident, "Bonjour")
    with pytest.raises(NotAllowed):
        messages.remove_message(
            viewer=viewer_of(mayor, commune), kind=PRIVATE, message_id=message.pk, reason="Non"
        )
