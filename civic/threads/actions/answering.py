"""Which comments the town hall has not answered: each thread keeps the first of them, so that nobody has to look."""

from collections.abc import Collection, Mapping
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
from civic.journal import queries as journal
from civic.journal.actions import record
from civic.threads import rules
from civic.threads.events import CommentsPutAway, CommentsTakenBack
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread
from civic.threads.queries.answering import (
    answerable,
    first_unanswered,
    last_answer,
    last_written,
    messages_since,
    miscounted,
    unanswered,
)
from civic.threads.queries.threads import thread_for_update
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
    return _waits_for(first_unanswered(thread)) if kind_of(thread).under_content else {}


def first_of_others(*, thread: Thread, since_words_of: UUID) -> Message | None:
    """Where a thread has two sides: what stands after the last words of this person."""
    standing = Message.objects.filter(thread=thread, removed_at=None).order_by("number")
    last = standing.filter(author_id=since_words_of).last()
    others = standing.exclude(author_id=since_words_of)
    return others.filter(number__gt=last.number if last else 0).first()


def leave_out(*, person_id: UUID, thread: Thread) -> None:
    """What this person said there is being erased. What they answered is not asked for again."""
    if not kind_of(thread).under_content:
        return
    answered = last_answer(thread, of=person_id)
    if answered > thread.put_away_number:
        thread.put_away_from, thread.put_away_number = 0, answered  # nothing of it is to be taken back
    first = first_unanswered(thread, without=person_id)
    _write(thread, first)


@transaction.atomic
def put_away_comments(*, viewer: Viewer, thread_id: UUID, upto: int) -> Thread:
    """« Sans suite »: the comments stay, nobody is asked to answer them. `upto`: the last one that was seen."""
    thread = thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    _put_away(viewer, thread, upto)
    return thread


@transaction.atomic
def take_back_comments(*, viewer: Viewer, thread_id: UUID) -> Thread:
    """« Annuler »: what was put away last waits again, unless it was answered since."""
    thread = thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    if thread.put_away_from:
        _take_back(viewer, thread)
    return thread


@transaction.atomic
def put_away_all(*, viewer: Viewer, upto: Mapping[UUID, int]) -> list[UUID]:
    """Those of them that still wait, and that are the viewer's to answer. `upto`: the last one seen in each thread."""
    threads = list(_locked(unanswered(viewer), upto))
    return [thread.pk for thread in threads if _put_away(viewer, thread, upto[thread.pk])]


@transaction.atomic
def take_back_all(*, viewer: Viewer, thread_ids: Collection[UUID]) -> None:
    for thread in _locked(answerable(viewer).exclude(put_away_from=0), thread_ids):
        _take_back(viewer, thread)


def _locked(threads: "QuerySet[Thread]", thread_ids: Collection[UUID]) -> "QuerySet[Thread]":
    return threads.select_for_update().filter(pk__in=thread_ids).order_by("pk")


def put_away(*, thread: Thread) -> None:
    """Of a conversation whose app says itself what waits: all that was said, in the app's transaction."""
    if first := first_unanswered(thread):
        thread.put_away_from, thread.put_away_number = first.number, thread.last_number
        _keep_put_away(thread)


def take_back(*, thread: Thread) -> None:
    if thread.put_away_from:
        thread.put_away_from, thread.put_away_number = 0, thread.put_away_from - 1
        _keep_put_away(thread)


def _keep_put_away(thread: Thread) -> None:
    fields = {"put_away_from": thread.put_away_from, "put_away_number": thread.put_away_number}
    Thread.objects.filter(pk=thread.pk).update(**fields)


def _put_away(viewer: Viewer, thread: Thread, upto: int) -> bool:
    """What came after `upto` goes on waiting. False where nothing that waits had been seen."""
    if thread.unanswered_number is None or upto < thread.unanswered_number:
        return False
    thread.put_away_from, thread.put_away_number = thread.unanswered_number, min(upto, thread.last_number)
    _write(thread, first_unanswered(thread))
    event = CommentsPutAway(thread_id=thread.pk, upto=thread.put_away_number)
    record(event, viewer=viewer, target=thread)
    return True


def _take_back(viewer: Viewer, thread: Thread) -> None:
    thread.put_away_from, thread.put_away_number = 0, thread.put_away_from - 1
    _write(thread, first_unanswered(thread))
    record(CommentsTakenBack(thread_id=thread.pk), viewer=viewer, target=thread)


def _write(thread: Thread, first: Message | None) -> None:
    """From where to where it was put away, and what waits after that."""
    fields = {"put_away_from": thread.put_away_from, "put_away_number": thread.put_away_number}
    for name, value in (fields := fields | _waits_for(first)).items():
        setattr(thread, name, value)
    Thread.objects.filter(pk=thread.pk).update(**fields)


@job(lane=Lane.UPKEEP)
def recount_unanswered() -> None:
    """Each night, where something was said lately: a process of a former release, which goes on for a while after an
    upgrade, does not count. What it put away, the journal knows."""
    last = first_id_at(now() - LATELY)
    while said := messages_since(COMMENTS, last, BATCH):
        last = said[-1][0]
        for thread_id in miscounted({thread_id for _, thread_id in said}):
            _recount(thread_id)


@transaction.atomic
def _recount(thread_id: UUID) -> None:
    thread = Thread.objects.select_for_update().filter(pk=thread_id).first()
    if thread is None:
        return
    last = journal.latest_entry(thread, [CommentsPutAway.kind, CommentsTakenBack.kind])
    if last and last.kind == CommentsPutAway.kind and not last.data.get("upto"):
        seen = last_written(thread, last.recorded_at)
        thread.put_away_number = max(thread.put_away_number, seen)
    _write(thread, first_unanswered(thread))


def _waits_for(message: Message | None) -> dict[str, Any]:
    return {
        "unanswered_number": message.number if message else None,
        "unanswered_since": message.written_at if message else None,
    }
