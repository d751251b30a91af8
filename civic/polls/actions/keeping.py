"""What a town hall does with a poll that is written: open, stop, close, answer, remove."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from civic.core.clock import UNDO_FOR, now
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.journal.events import Event
from civic.media import actions as media
from civic.polls import queries, rules
from civic.polls.actions.counting import ask_counts, close_poll
from civic.polls.actions.writing import (
    AlreadyClosed,
    AlreadyRemoved,
    VotesCast,
    open_due,
    require_editable,
    require_end,
    save,
)
from civic.polls.events import (
    PollAnswered,
    PollAnswerEdited,
    PollDeadlineChanged,
    PollRemoved,
    PollRestored,
    PollResumed,
    PollSuspended,
)
from civic.polls.models import Poll, PollOption
from civic.town_halls.actions.pages import bump_page_version


class NotPublished(Refusal):
    message = "Ce sondage n’est pas encore publié."


class NotClosedYet(Refusal):
    message = "Vous direz la suite donnée après la clôture du vote."


class NothingSaid(Refusal):
    message = "Dites en quelques mots ce que la mairie fera de ce résultat."


class StaysForAll(Refusal):
    message = "Des administrés ont voté : ce sondage ne se supprime plus. Vous pouvez le désactiver."


@job()
def advance_due_polls() -> None:
    """Every minute: those whose own job was lost are opened and closed, and ballots that wait are counted."""
    for poll_id in queries.due_to_open(now()):
        open_due(poll_id=poll_id)
    for poll_id in queries.due_to_close(now()):
        close_poll(poll_id=poll_id)
    ask_counts()


@transaction.atomic
def suspend_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """« Désactiver »: nobody votes until it is resumed. Its limit stays what it is."""
    poll = _published(viewer, poll_id)
    if poll.suspended_at is None:
        poll.suspended_at = now()
        save(poll, "suspended_at")
        _told(PollSuspended(poll_id=poll.pk), viewer, poll)
    return poll


@transaction.atomic
def resume_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    poll = _published(viewer, poll_id)
    if poll.suspended_at is not None:
        poll.suspended_at = None
        save(poll, "suspended_at")
        _told(PollResumed(poll_id=poll.pk), viewer, poll)
    return poll


@transaction.atomic
def change_deadline(*, viewer: Viewer, poll_id: UUID, closes_at: datetime) -> Poll:
    """Until it is counted, also after the first vote."""
    poll = _published(viewer, poll_id)
    if poll.closes_at == closes_at:
        return poll
    if rules.is_counting(poll, now()):
        raise AlreadyClosed  # it is being counted
    assert poll.opens_at
    require_end(poll.opens_at, closes_at)
    poll.closes_at = closes_at
    save(poll, "closes_at")
    close_poll.enqueue_at(closes_at, poll_id=poll.pk)
    _told(PollDeadlineChanged(poll_id=poll.pk, closes_at=closes_at.isoformat()), viewer, poll)
    return poll


@transaction.atomic
def end_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """« Clore maintenant »: no vote is taken any more, the worker counts."""
    poll = _published(viewer, poll_id)
    if not poll.is_open:
        raise NotPublished
    moment = now()
    if poll.closes_at is None or poll.closes_at > moment:
        assert poll.opens_at
        poll.closes_at = max(moment, poll.opens_at)  # where the clock went back
        save(poll, "closes_at")
        _told(PollDeadlineChanged(poll_id=poll.pk, closes_at=poll.closes_at.isoformat()), viewer, poll)
        close_poll.enqueue(poll_id=poll.pk)
    return poll


@transaction.atomic
def answer_poll(*, viewer: Viewer, poll_id: UUID, outcome: str) -> Poll:
    """« Suite donnée »: with the result, above the publications for some days, and told to the commune the first
    time."""
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    if not poll.is_closed:
        raise NotClosedYet
    if not outcome:
        raise NothingSaid
    if poll.outcome == outcome:
        return poll
    first = poll.outcome_at is None
    poll.outcome, poll.outcome_at = outcome, poll.outcome_at or now()
    save(poll, "outcome", "outcome_at")
    _told((PollAnswered if first else PollAnswerEdited)(poll_id=poll.pk), viewer, poll)
    return poll


@transaction.atomic
def remove_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """Before the first vote. Can be brought back for UNDO_FOR, then erased."""
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    if poll.removed_at is not None:
        return poll
    try:
        require_editable(poll)
    except (VotesCast, AlreadyClosed) as refusal:
        raise StaysForAll from refusal
    poll.removed_at = now()
    save(poll, "removed_at")
    _told(PollRemoved(poll_id=poll.pk), viewer, poll)
    erase_poll.enqueue_at(now() + UNDO_FOR, poll_id=poll.pk)
    return poll


@transaction.atomic
def restore_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    if poll.removed_at is not None:
        poll.removed_at = None
        save(poll, "removed_at")
        _told(PollRestored(poll_id=poll.pk), viewer, poll)
    return poll


@job()
def erase_removed_polls() -> None:
    """Every night: those whose own job was lost."""
    for poll_id in queries.removed_before(now() - UNDO_FOR):
        erase_poll(poll_id=poll_id)


@job()
@transaction.atomic
def erase_poll(*, poll_id: UUID) -> None:
    """The time for undoing is over. Does nothing to one that was brought back."""
    poll = Poll.objects.select_for_update().filter(pk=poll_id, removed_at__lte=now() - UNDO_FOR).first()
    if poll is None:
        return
    pictures = PollOption.objects.filter(poll=poll).exclude(media=None).values_list("media_id", flat=True)
    media_ids = {media_id for media_id in pictures if media_id}
    poll.delete()
    media.discard(media_ids=media_ids)


@transaction.atomic
def touch_polls_showing(*, media_id: UUID) -> None:
    """The picture of an option is ready: what is kept of the poll is rendered anew."""
    for poll in Poll.objects.select_for_update().filter(
        pk__in=PollOption.objects.filter(media_id=media_id).values("poll_id")
    ):
        bump_page_version(commune_id=poll.commune_id)


def _published(viewer: Viewer, poll_id: UUID) -> Poll:
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    if poll.removed_at is not None:
        raise AlreadyRemoved
    if poll.is_closed:
        raise AlreadyClosed
    if poll.is_draft:
        raise NotPublished
    return poll


def _told(event: Event, viewer: Viewer, poll: Poll) -> None:
    """Polls stand in the frame of the commune's page."""
    bump_page_version(commune_id=poll.commune_id)
    record(event, viewer=viewer, target=poll)
