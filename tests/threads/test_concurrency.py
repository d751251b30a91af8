"""Several at once: numbers follow each other, counters stay true, on both engines."""

import contextlib
from collections.abc import Callable

import pytest

from civic.threads.actions import likes, messages
from civic.threads.models import ContentLike, Message, Participant, Thread
from civic.threads.thread_kinds import COMMENTS
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_and_counters_under_three_hands(talk, resident, second_resident, mayor, commune, viewer_of):
    def busy(person) -> Callable[[], None]:
        viewer = viewer_of(person, commune)

        def run() -> None:
            for number in range(6):
                body = f"{person.first_name} {number}"
                sent = talk.write(viewer=viewer, thread=talk.thread, body=body, key=body)
                if talk.kind.likes_messages:
                    likes.like_message(
                        viewer=viewer, kind=talk.kind, message_id=sent.pk, liked=number % 2 == 0
                    )
                likes.like_content(
                    viewer=viewer, kind=talk.kind, thread_id=talk.thread.pk, liked=number % 2 == 0
                )
                if number % 2 or person == mayor:
                    talk.remove_own(viewer=viewer, message_id=sent.pk)

        return run

    together(busy(resident), busy(second_resident), busy(mayor))
    thread = talk.now()
    numbers = Message.objects.filter(thread=thread).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 19))
    assert thread.last_number == 18
    assert thread.messages == Message.objects.filter(thread=thread, removed_at=None).count() == 6
    assert thread.speakers == Participant.objects.filter(thread=thread, messages__gt=0).count() == 2
    assert thread.likes == ContentLike.objects.count() == 0
    assert thread.version == 1 + 18 + 3 * 6 + (3 + 3 + 6)


def test_a_double_click_writes_once_and_likes_once(talk, resident, commune, viewer_of):
    viewer = viewer_of(resident, commune)

    def click() -> None:
        talk.write(viewer=viewer, thread=talk.thread, body="Bravo", key="k")
        likes.like_content(viewer=viewer, kind=talk.kind, thread_id=talk.thread.pk, liked=True)

    together(click, click, click)
    thread = talk.now()
    assert Message.objects.filter(thread=thread).values_list("number").get() == (1,)
    assert (thread.messages, thread.speakers, thread.likes) == (1, 1, 1)


def test_author_and_town_hall_remove_at_once(talk, say, resident, mayor, commune, viewer_of):
    message = say(resident, "Bonjour")
    by_author, by_mayor = viewer_of(resident, commune), viewer_of(mayor, commune)

    def quietly(call: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with contextlib.suppress(messages.MessageAlreadyRemoved):
                call()

        return run

    together(
        quietly(lambda: talk.remove_own(viewer=by_author, message_id=message.pk)),
        quietly(lambda: talk.remove(viewer=by_mayor, message_id=message.pk, reason="Non")),
    )
    thread = talk.now()
    assert (thread.messages, thread.speakers) == (0, 0)


def test_a_thread_closed_while_someone_writes_takes_it_or_refuses(post, resident, commune, viewer_of):
    viewer, refused = viewer_of(resident, commune), []

    def write() -> None:
        try:
            messages.write_message(
                viewer=viewer, kind=COMMENTS, thread_id=post.thread_id, body="Juste à temps", key="k"
            )
        except messages.ThreadClosed as refusal:
            refused.append(refusal.message)

    together(write, lambda: Thread.objects.filter(pk=post.thread_id).update(is_open=False))
    assert Message.objects.filter(thread=post.thread).count() == 1 - len(refused)
    assert refused in ([], [COMMENTS.closed(post.thread)])
