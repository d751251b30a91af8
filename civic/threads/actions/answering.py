"""Which comments the town hall has not answered: each thread keeps the first of them, so that nobody has to look."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from civic.core.clock import now
from civic.core.ids import first_id_at
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.threads import queries, rules
from civic.threads.events import CommentsPutAway, CommentsTakenBack
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS

LATELY = timedelta(days=7)  # longer than any upgrade takes
BATCH = 500


def after_message(*, thread: Thread, message: Message) -> dict[str, Any]:
    """Fields of the thread: what is said by one whose it is to answer, answers all that was said before. What another
    delegate says neither answers nor asks."""
    if not kind_of(thread).under_content:
        return {}
    if message.settles:
        return _waits_for(None)
    return {} if message.for_town_hall or thread.unanswered_number else _waits_for(message)


def after_removal(*, thread: Thread, message: Message) -> dict[str, Any]:
    """An answer that is taken back leaves what it answered."""
    return _waits_for(queries.first_unanswered(thread)) if kind_of(thread).under_content else {}


def leave_out(*, person_id: UUID, thread: Thread) -> None:
    """What this person said there is being erased. What they answered is not asked for again."""
    if not kind_of(thread).under_content:
        return
    settled = max(thread.put_away_number, queries.last_answer(thread))
    first = queries.first_by_resident(thread, after=settled, without=person_id)
    Thread.objects.filter(pk=thread.pk).update(put_away_number=settled, **_waits_for(first))


@transaction.atomic
def put_away_comments(*, viewer: Viewer, thread_id: UUID) -> Thread:
    """« Sans suite »: the comments stay, nobody is asked to answer them."""
    thread = queries.thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    if thread.unanswered_number:
        _put_away(viewer, thread)
    return thread


@transaction.atomic
def take_back_comments(*, viewer: Viewer, thread_id: UUID) -> Thread:
    """« Annuler »: what was put away last waits again, unless it was answered since."""
    thread = queries.thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    if thread.put_away_from:
        _take_back(viewer, thread)
    return thread


@transaction.atomic
def put_away_all(*, viewer: Viewer, thread_ids: Collection[UUID]) -> list[UUID]:
    """Those of them that still wait, and that are the viewer's to answer."""
    threads = list(_locked(queries.unanswered(viewer), thread_ids))
    for thread in threads:
        _put_away(viewer, thread)
    return [thread.pk for thread in threads]


@transaction.atomic
def take_back_all(*, viewer: Viewer, thread_ids: Collection[UUID]) -> None:
    for thread in _locked(queries.answerable(viewer).exclude(put_away_from=0), thread_ids):
        _take_back(viewer, thread)


def _locked(threads: "QuerySet[Thread]", thread_ids: Collection[UUID]) -> "QuerySet[Thread]":
    return threads.select_for_update().filter(pk__in=thread_ids).order_by("pk")


def _put_away(viewer: Viewer, thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(
        put_away_from=thread.unanswered_number, put_away_number=thread.last_number, **_waits_for(None)
    )
    record(CommentsPutAway(thread_id=thread.pk), viewer=viewer, target=thread)


def _take_back(viewer: Viewer, thread: Thread) -> None:
    thread.put_away_number = thread.put_away_from - 1
    first = queries.first_unanswered(thread)
    Thread.objects.filter(pk=thread.pk).update(
        put_away_from=0, put_away_number=thread.put_away_number, **_waits_for(first)
    )
    record(CommentsTakenBack(thread_id=thread.pk), viewer=viewer, target=thread)


@job(lane=Lane.UPKEEP)
def recount_unanswered() -> None:
    """Each night, where something was said lately: a process of a former release, which goes on for a while after an
    upgrade, does not count."""
    last = first_id_at(now() - LATELY)
    while said := queries.messages_since(COMMENTS, last, BATCH):
        last = said[-1][0]
        for thread_id in queries.miscounted({thread_id for _, thread_id in said}):
            _recount(thread_id)


@transaction.atomic
def _recount(thread_id: UUID) -> None:
    if thread := Thread.objects.select_for_update().filter(pk=thread_id).first():
        Thread.objects.filter(pk=thread_id).update(**_waits_for(queries.first_unanswered(thread)))


def _waits_for(message: Message | None) -> dict[str, Any]:
    return {
        "unanswered_number": message.number if message else None,
        "unanswered_since": message.written_at if message else None,
    }
