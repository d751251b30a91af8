"""Pages of messages, for every kind of thread; the last few of many threads; what is unread."""

import pytest
from django.http import Http404

from civic.core.clock import now
from civic.memberships.models import Membership
from civic.threads.actions import reading, threads
from civic.threads.models import Participant
from civic.threads.queries.indexed import subjects
from civic.threads.queries.messages import (
    MessagePage,
    last_messages,
    messages_after,
    messages_around,
    messages_before,
    standing_message,
)
from civic.threads.queries.threads import readers_of, speakers, thread_in_view
from civic.threads.thread_kinds import COMMENTS
from tests.threads.factories import MessageFactory, ThreadFactory
from tests.threads.marks import unread_counts

pytestmark = pytest.mark.django_db


def numbers(page: MessagePage) -> list[int]:
    return [message.number for message in page.messages]


def test_pages_hold_every_message_once_even_of_the_same_instant(talk, reader, resident):
    size = talk.kind.page_size
    MessageFactory.create_batch(2 * size + 7, thread=talk.thread, author=resident)
    seen, page, sizes = [], messages_before(reader, talk.thread), []
    while True:
        seen = numbers(page) + seen
        sizes.append(len(page.messages))
        if not page.older:
            break
        page = messages_before(reader, talk.thread, page.older)
    assert sizes == [size, size, 7]
    assert seen == list(range(1, 2 * size + 8))


def test_exactly_a_page_has_nothing_older(talk, reader, resident):
    MessageFactory.create_batch(talk.kind.page_size, thread=talk.thread, author=resident)
    assert messages_before(reader, talk.thread).older == 0


def test_the_page_after_and_the_page_around(talk, reader, resident):
    size = talk.kind.page_size
    MessageFactory.create_batch(3 * size, thread=talk.thread, author=resident)
    after = messages_after(reader, talk.thread, 5)
    assert (numbers(after), after.newer) == (list(range(6, 6 + size)), 5 + size)
    assert messages_after(reader, talk.thread, 3 * size - 1).newer == 0
    around = messages_around(reader, talk.thread, size)
    assert numbers(around) == list(range(size - size // 2, size + size // 2))
    assert (around.older, around.newer) == (size - size // 2, size + size // 2 - 1)
    first = messages_around(reader, talk.thread, 1)
    assert (first.older, numbers(first)[0]) == (0, 1)


def test_the_last_one_that_still_has_words(post, public_post, resident):
    for thread, removed in ((post.thread, 3), (public_post.thread, 1)):
        MessageFactory(thread=thread, author=resident, body="Premier")
        MessageFactory(thread=thread, author=resident, body="Second")
        MessageFactory.create_batch(removed, thread=thread, author=resident, body="", removed_at=now())
    found = last_messages([post.thread_id, public_post.thread_id])
    assert [[one.body for one in page.messages] for page in found.values()] == [["Second"], ["Second"]]
    assert all(page.older == page.messages[0].number for page in found.values())


def test_the_last_of_several_threads_in_one_statement(
    post, public_post, resident, other_comment, django_assert_num_queries
):
    for thread in (post.thread, public_post.thread):
        MessageFactory.create_batch(5, thread=thread, author=resident)
    with django_assert_num_queries(1):
        found = last_messages([post.thread_id, public_post.thread_id])
        for page in found.values():
            assert [comment.author.full_name for comment in page.messages] == ["Anne Martin"]
            assert [comment.answers for comment in page.messages] == [None]
            assert page.older == 5
    assert set(found) == {post.thread_id, public_post.thread_id}


def test_a_thread_that_one_may_not_read_is_not_there(post, other_post, commune, applicant, reader, viewer_of):
    for viewer, thread in (
        (viewer_of(applicant, commune), post.thread),
        (viewer_of(None, commune), post.thread),
        (reader, other_post.thread),
    ):
        with pytest.raises(Http404):
            thread_in_view(viewer, COMMENTS, thread.pk)


def test_a_mark_only_grows_and_never_passes_the_last_message(talk, reader, resident, second_resident):
    MessageFactory.create_batch(4, thread=talk.thread, author=second_resident)
    thread = talk.now()
    for asked, read in ((0, 0), (3, 3), (1, 3), (999_999_999, 4), (2, 4)):
        reading.mark_read(viewer=reader, thread=thread, number=asked)
        assert Participant.objects.get(thread=thread, person=resident).read_upto == read


def test_unread_is_counted_for_many_threads_in_one_statement(
    commune, reader, second_resident, django_assert_num_queries
):
    several = ThreadFactory.create_batch(3, commune=commune)
    for count, thread in enumerate(several, start=2):
        MessageFactory.create_batch(count, thread=thread, author=second_resident)
        thread.refresh_from_db()
    for thread in several[:2]:
        reading.mark_read(viewer=reader, thread=thread, number=1)
    with django_assert_num_queries(1):
        counts = unread_counts(reader, [thread.pk for thread in several])
    assert counts == {several[0].pk: 1, several[1].pk: 2}  # of the third one they have read nothing yet


def test_the_journal_names_a_message_by_its_first_words(
    talk, say, resident, mayor, commune, viewer_of, reader
):
    viewer, message = viewer_of(mayor, commune), say(resident, "Bonjour à tous")
    foreign = MessageFactory(thread=talk.elsewhere, author=mayor)
    named = subjects(viewer, [str(message.pk), str(foreign.pk)])
    assert named == {
        str(message.pk): (
            "«\u00a0Bonjour à tous\u00a0»",
            talk.address(message),
        )
    }
    talk.remove_own(viewer=reader, message_id=message.pk)
    named = subjects(viewer, [str(message.pk)])
    assert named[str(message.pk)].label == f"{talk.kind.wording.noun} écrit par Anne Martin"


def test_who_spoke_is_who_still_belongs_to_the_commune(
    talk, say, resident, second_resident, reader, stranger
):
    said = [say(resident, "Un"), say(resident, "Deux")]
    say(second_resident, "Trois")
    MessageFactory(thread=talk.thread, author=stranger)
    assert set(speakers(talk.thread)) == {resident.pk, second_resident.pk}
    for message in said:
        talk.remove_own(viewer=reader, message_id=message.pk)
    assert speakers(talk.thread) == [second_resident.pk]
    Membership.objects.filter(person=second_resident).update(status="left")
    assert speakers(talk.thread) == []


def test_readers_are_those_who_are_asked_about(
    talk, say, resident, second_resident, mayor, commune, viewer_of
):
    message = say(resident, "Un")
    reading.mark_read(viewer=viewer_of(second_resident, commune), thread=talk.now(), number=1)
    assert readers_of(message, [second_resident.pk, mayor.pk]) == {second_resident.pk}


def test_what_is_said_under_removed_content_reaches_nobody(talk, say, resident):
    message = say(resident, "Un")
    assert standing_message(message.pk) == message
    state = threads.ThreadState(page=talk.thread.page)
    threads.update_thread(thread=talk.thread, audience="nobody", state=state)
    assert standing_message(message.pk) is None


def test_what_a_message_answers_stands_beside_it_also_when_it_is_pages_away(
    talk, reader, resident, second_resident, django_assert_num_queries
):
    size = talk.kind.page_size
    first, *_, last = MessageFactory.create_batch(size + 1, thread=talk.thread, author=second_resident)
    near = MessageFactory(thread=talk.thread, author=resident, answers=last)
    with django_assert_num_queries(1):
        page = messages_before(reader, talk.thread).messages
        assert (page[-1].pk, page[-1].answers.author_name) == (near.pk, second_resident.full_name)
    far = MessageFactory(thread=talk.thread, author=resident, answers=first)
    for found in (
        messages_before(reader, talk.thread),
        messages_after(reader, talk.thread, near.number),
        messages_around(reader, talk.thread, far.number),
    ):
        with django_assert_num_queries(0):
            answer = found.messages[-1]
            assert (answer.pk, answer.answers.author_name) == (far.pk, second_resident.full_name)
