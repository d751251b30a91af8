"""Which comments the town hall has not answered: each thread keeps the first of them, so that nobody has to look."""

from typing import Any
from uuid import UUID

from django.db import transaction

from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.threads import queries, rules
from civic.threads.events import CommentsPutAway, CommentsTakenBack
from civic.threads.kinds import kind_of
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS


def after_message(*, thread: Thread, message: Message) -> dict[str, Any]:
    """Fields of the thread: what the town hall says answers all that was said before."""
    if not kind_of(thread).under_content:
        return {}
    if message.for_town_hall:
        return _waits_for(None)
    return {} if thread.unanswered_number else _waits_for(message)


def after_removal(*, thread: Thread, message: Message) -> dict[str, Any]:
    if thread.unanswered_number != message.number:
        return {}
    return _waits_for(queries.first_by_resident(thread, after=message.number))


def leave_out(*, person_id: UUID, thread: Thread) -> None:
    """What this person said there is being erased."""
    if thread.unanswered_number:
        first = queries.first_by_resident(thread, after=thread.unanswered_number - 1, without=person_id)
        Thread.objects.filter(pk=thread.pk).update(**_waits_for(first))


@transaction.atomic
def put_away_comments(*, viewer: Viewer, thread_id: UUID) -> Thread:
    """« Sans suite »: the comments stay, nobody is asked to answer them."""
    thread = queries.thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    if thread.unanswered_number:
        Thread.objects.filter(pk=thread.pk).update(**_waits_for(None))
        record(CommentsPutAway(thread_id=thread.pk), viewer=viewer, target=thread)
    return thread


@transaction.atomic
def take_back_comments(*, viewer: Viewer, thread_id: UUID) -> Thread:
    """« Annuler »: all that was said since the town hall spoke last waits again."""
    thread = queries.thread_for_update(viewer, COMMENTS, thread_id)
    require(rules.may_answer(viewer, thread))
    first = queries.first_by_resident(thread, after=queries.last_by_town_hall(thread))
    if first and first.number != thread.unanswered_number:
        Thread.objects.filter(pk=thread.pk).update(**_waits_for(first))
        record(CommentsTakenBack(thread_id=thread.pk), viewer=viewer, target=thread)
    return thread


def _waits_for(message: Message | None) -> dict[str, Any]:
    return {
        "unanswered_number": message.number if message else None,
        "unanswered_since": message.written_at if message else None,
    }
