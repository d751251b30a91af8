"""Several at once: numbers follow each other, counters stay true, on both engines."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from civic.discussions import actions, queries
from civic.discussions.models import Discussion, Message, Presence
from civic.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], object]) -> None:
    gate, errors = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            call()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def test_numbers_and_counters_under_three_hands(
    discussion, resident, second_resident, mayor, commune, viewer_of
):
    def busy(person) -> Callable[[], None]:
        viewer = viewer_of(person, commune)

        def run() -> None:
            for number in range(6):
                body = f"{person.first_name} {number}"
                sent = actions.write_message(viewer=viewer, discussion_id=discussion.pk, body=body, key=body)
                actions.set_like(viewer=viewer, message_id=sent.pk, liked=number % 2 == 0)
                if number % 2 or person == mayor:
                    actions.remove_own_message(viewer=viewer, message_id=sent.pk)

        return run

    together(busy(resident), busy(second_resident), busy(mayor))
    discussion.refresh_from_db()
    numbers = list(Message.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 19))
    assert discussion.last_number == 18
    assert discussion.messages == Message.objects.filter(removed_at=None).count() == 6
    assert discussion.participants == Presence.objects.filter(messages__gt=0).count() == 2


def test_a_double_click_writes_once_and_likes_once(discussion, resident, commune, viewer_of):
    viewer = viewer_of(resident, commune)

    def click() -> None:
        sent = actions.write_message(viewer=viewer, discussion_id=discussion.pk, body="Bravo", key="k")
        actions.set_like(viewer=viewer, message_id=sent.pk, liked=True)
        actions.mark_read(viewer=viewer, discussion_id=discussion.pk, number=1)

    together(click, click, click)
    assert Message.objects.values_list("number", "likes").get() == (1, 1)
    assert Discussion.objects.values_list("messages", "participants", "last_number").get() == (1, 1, 1)
    assert Presence.objects.values_list("messages", "read_upto").get() == (1, 1)


def test_a_group_created_twice_at_once_is_one(mayor, commune, viewer_of):
    viewer, content = viewer_of(mayor, commune), actions.Content(title="La cantine")
    together(*[lambda: actions.create_discussion(viewer=viewer, key="k", content=content)] * 3)
    assert Discussion.objects.count() == 1


def test_author_and_town_hall_remove_at_once(discussion, say, resident, mayor, commune, viewer_of):
    message = say(resident, "Bonjour")
    by_author, by_mayor = viewer_of(resident, commune), viewer_of(mayor, commune)

    def quietly(call: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with contextlib.suppress(actions.AlreadyRemoved):
                call()

        return run

    together(
        quietly(lambda: actions.remove_own_message(viewer=by_author, message_id=message.pk)),
        quietly(lambda: actions.remove_message(viewer=by_mayor, message_id=message.pk, reason="Non")),
    )
    discussion.refresh_from_db()
    assert (discussion.messages, discussion.participants) == (0, 0)


def test_closed_while_someone_writes_nothing_is_half_done(discussion, resident, mayor, commune, viewer_of):
    writer, hall = viewer_of(resident, commune), viewer_of(mayor, commune)
    refused: list[str] = []

    def write() -> None:
        try:
            actions.write_message(viewer=writer, discussion_id=discussion.pk, body="Juste à temps", key="k")
        except actions.DiscussionClosedNow as refusal:
            refused.append(refusal.message)

    together(write, lambda: actions.set_open(viewer=hall, discussion_id=discussion.pk, is_open=False))
    discussion.refresh_from_db()
    assert discussion.is_open is False
    assert discussion.messages == Message.objects.count() == 1 - len(refused)


def test_removed_while_someone_writes_it_is_in_or_refused(discussion, resident, mayor, commune, viewer_of):
    writer, hall = viewer_of(resident, commune), viewer_of(mayor, commune)
    refused: list[str] = []

    def write() -> None:
        try:
            actions.write_message(viewer=writer, discussion_id=discussion.pk, body="Juste à temps", key="k")
        except queries.DiscussionGone as refusal:
            refused.append(refusal.message)

    def remove() -> None:
        actions.remove_discussion(viewer=hall, discussion_id=discussion.pk, reason="Le projet est abandonné")

    together(write, remove, remove)
    discussion.refresh_from_db()
    assert discussion.removed_at
    assert discussion.messages == Message.objects.count() == 1 - len(refused)
    assert all("Le projet est abandonné" in sentence for sentence in refused)
    assert Entry.objects.filter(kind="discussions.DiscussionRemoved").count() == 1
