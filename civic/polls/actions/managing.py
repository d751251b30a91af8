"""What a town hall does with a poll that is written: stop, close, answer, remove."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from civic.contents import actions as contents
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.polls import rules
from civic.polls.actions.counting import close_poll, erase_votes
from civic.polls.actions.writing import require_editable, require_end
from civic.polls.events import (
    PollAbandoned,
    PollAnswered,
    PollAnswerEdited,
    PollDeadlineChanged,
    PollResumed,
    PollSuspended,
)
from civic.polls.models import Poll, PollOption
from civic.polls.queries import polls as queries
from civic.polls.refusals import (
    AlreadyClosed,
    NotClosedYet,
    NotPublished,
    OutcomeMissing,
    StaysForAll,
    StillCountable,
    VotesCast,
)
from civic.town_halls.actions.pages import bump_page_version


@transaction.atomic
def suspend_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """« Désactiver »: nobody votes until it is resumed. Its limit stays what it is."""
    poll = _published(viewer, poll_id)
    if poll.suspended_at is None:
        poll.suspended_at = now()
        event = PollSuspended(poll_id=poll.pk)
        contents.edit(content=poll, viewer=viewer, fields=["suspended_at"], event=event)
    return poll


@transaction.atomic
def resume_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    poll = _published(viewer, poll_id)
    if poll.suspended_at is not None:
        poll.suspended_at = None
        event = PollResumed(poll_id=poll.pk)
        contents.edit(content=poll, viewer=viewer, fields=["suspended_at"], event=event)
    return poll


@transaction.atomic
def change_deadline(*, viewer: Viewer, poll_id: UUID, closes_at: datetime) -> Poll:
    """Until it is counted, also after the first vote."""
    poll = _published(viewer, poll_id)
    if poll.closes_at == closes_at:
        return poll
    if rules.is_counting(poll, now()):
        raise AlreadyClosed  # it is being counted
    assert poll.begins_at
    require_end(begins_at=poll.begins_at, closes_at=closes_at)
    _change_deadline(poll, viewer, closes_at)
    close_poll.enqueue_at(closes_at, poll_id=poll.pk)
    return poll


@transaction.atomic
def end_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """« Clore maintenant »: no vote is taken any more, the worker counts."""
    poll = _published(viewer, poll_id)
    if not poll.is_open:
        raise NotPublished
    moment = now()
    if poll.closes_at is None or poll.closes_at > moment:
        assert poll.published_at
        _change_deadline(poll, viewer, max(moment, poll.published_at))  # where the clock went back
        close_poll.enqueue(poll_id=poll.pk)
    return poll


@transaction.atomic
def abandon_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """« Clore sans résultat »: one that cannot be counted. Its ballots are erased unopened."""
    poll = _published(viewer, poll_id)
    if not poll.failure:
        raise StillCountable
    assert poll.closes_at
    assert poll.published_at
    poll.closes_at = min(poll.closes_at, max(now(), poll.published_at))
    erase_votes(poll=poll)
    contents.edit(content=poll, viewer=viewer, fields=["closes_at"], event=PollAbandoned(poll_id=poll.pk))
    return contents.close(content=poll, viewer=viewer)


@transaction.atomic
def answer_poll(*, viewer: Viewer, poll_id: UUID, outcome: str) -> Poll:
    """« Suite donnée »: with the result, above the publications for some days. The commune is notified the first
    time."""
    poll = _managed(viewer, poll_id)
    if not poll.is_closed:
        raise NotClosedYet
    if not outcome:
        raise OutcomeMissing
    if poll.outcome == outcome:
        return poll
    first = poll.outcome_at is None
    poll.outcome, poll.outcome_at = outcome, poll.outcome_at or now()
    event = (PollAnswered if first else PollAnswerEdited)(poll_id=poll.pk)
    contents.edit(content=poll, viewer=viewer, fields=["outcome", "outcome_at"], event=event)
    return poll


@transaction.atomic
def remove_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    """Before the first vote."""
    poll = _managed(viewer, poll_id)
    if poll.removed_at is None:
        try:
            require_editable(poll=poll)
        except (VotesCast, AlreadyClosed) as refusal:
            raise StaysForAll from refusal
    return contents.remove(content=poll, viewer=viewer)


@transaction.atomic
def restore_poll(*, viewer: Viewer, poll_id: UUID) -> Poll:
    return contents.restore(content=_managed(viewer, poll_id), viewer=viewer)


@transaction.atomic
def bump_polls_with(*, media_id: UUID) -> None:
    """The picture of an option is ready, or failed: the cached fragments of the poll are rendered again."""
    polls = Poll.objects.filter(pk__in=PollOption.objects.filter(media_id=media_id).values("poll_id"))
    for commune_id in polls.order_by("commune_id").values_list("commune_id", flat=True).distinct():
        bump_page_version(commune_id=commune_id)
    for poll in polls.filter(removed_at=None).select_related("commune"):
        url = reverse("poll_edit", args=[poll.commune.slug, poll.pk])
        contents.notify_failed_file(content=poll, title=poll.title, media_id=media_id, url=url)


def _managed(viewer: Viewer, poll_id: UUID) -> Poll:
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    return poll


def _published(viewer: Viewer, poll_id: UUID) -> Poll:
    poll = _managed(viewer, poll_id)
    contents.require_present(content=poll)
    if poll.is_closed:
        raise AlreadyClosed
    if poll.is_draft:
        raise NotPublished
    return poll


def _change_deadline(poll: Poll, viewer: Viewer, closes_at: datetime) -> None:
    poll.closes_at = closes_at
    event = PollDeadlineChanged(poll_id=poll.pk, closes_at=closes_at.isoformat())
    contents.edit(content=poll, viewer=viewer, fields=["closes_at"], event=event)
