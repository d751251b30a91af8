"""Several at once: counters stay true, on both engines."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from civic.comments import actions
from civic.comments.models import Comment, Like, Thread

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


def test_counters_under_two_hands(post, resident, second_resident, commune, viewer_of):
    def busy(person) -> Callable[[], None]:
        viewer = viewer_of(person, commune)

        def run() -> None:
            for number in range(8):
                body = f"{number}"
                comment = actions.write_comment(viewer=viewer, thread_id=post.thread_id, body=body, key=body)
                actions.set_like(viewer=viewer, thread_id=post.thread_id, liked=number % 2 == 0)
                if number % 2:
                    actions.remove_own_comment(viewer=viewer, comment_id=comment.pk)

        return run

    together(busy(resident), busy(second_resident))
    thread = Thread.objects.get(pk=post.thread_id)
    assert thread.comments == Comment.objects.filter(removed_at=None).count() == 8
    assert thread.likes == Like.objects.count() == 0
    assert thread.version == 1 + 2 * (8 + 8 + 4)


def test_a_double_click_writes_once_and_likes_once(post, resident, commune, viewer_of):
    viewer = viewer_of(resident, commune)

    def click() -> None:
        actions.write_comment(viewer=viewer, thread_id=post.thread_id, body="Bravo", key="k")
        actions.set_like(viewer=viewer, thread_id=post.thread_id, liked=True)

    together(click, click, click)
    thread = Thread.objects.get(pk=post.thread_id)
    assert (Comment.objects.count(), thread.comments, thread.likes) == (1, 1, 1)


def test_author_and_town_hall_remove_at_once(comment, resident, mayor, commune, viewer_of):
    by_author, by_mayor = viewer_of(resident, commune), viewer_of(mayor, commune)

    def quietly(call: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with contextlib.suppress(actions.AlreadyRemoved):
                call()

        return run

    together(
        quietly(lambda: actions.remove_own_comment(viewer=by_author, comment_id=comment.pk)),
        quietly(lambda: actions.remove_comment(viewer=by_mayor, comment_id=comment.pk, reason="Non")),
    )
    assert Thread.objects.get(pk=comment.thread_id).comments == 0
