"""Opening ballots: never fewer than BATCH of them at once, and never all but fewer than BATCH, so that no two results
that were shown differ by what a few people chose. What cannot be opened, or does not agree, publishes nothing."""

from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.urls import reverse

from civic.accounts.actions.failures import NAME, notify_failure
from civic.contents import actions as contents
from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.encryption import UnreadableValue
from civic.core.jobs import Lane, job
from civic.delegations.queries.people import people_with_right
from civic.polls.actions.erasing import erase_traces
from civic.polls.enums import HOLD_POLLS, Failure
from civic.polls.models import BATCH, BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.queries import polls as queries
from civic.polls.sealing import Seals, Tally, Uncountable, open_box

log = structlog.get_logger("civic.polls")


def enqueue_counts() -> None:
    """Every minute, whoever voted meanwhile: when a count takes place says nothing about a vote."""
    for poll_id in queries.due_to_count():
        count_waiting_ballots.enqueue(poll_id=poll_id)


@transaction.atomic
def count_ballots(*, poll_id: UUID) -> int:
    """Count all ballots that wait but BATCH, drawn by their random keys: they stay so that the end never shows fewer by
    themselves, and are sealed again for the round that begins. Returns how many were counted."""
    box = locked_box(poll_id=poll_id)
    ballots = SealedBallot.objects.filter(poll_id=poll_id)
    if box is None or ballots.count() < 2 * BATCH:
        return 0
    seals, tally = open_box(poll_id, box.tally)
    if tally.is_former:
        # A process of before may be waiting to vote with what it read. From now on none reads the count, and what they
        # sealed until now still opens: the round begins with the next count.
        _seal(box, seals, tally)
        return 0
    waiting = _opened(box, seals, tally)
    for places in waiting[:-BATCH]:
        tally.add(places)
    tally.open_round()
    _seal(box, seals, tally)
    ballots.delete()
    for places in waiting[-BATCH:]:
        ballot_id = uuid4()
        sealed = seals.seal_ballot(ballot_id, places, tally.round_id)
        SealedBallot.objects.create(pk=ballot_id, poll_id=poll_id, sealed=sealed)
    return len(waiting) - BATCH


@job(lane=Lane.PEOPLE)
def count_waiting_ballots(*, poll_id: UUID) -> None:
    try:
        count_ballots(poll_id=poll_id)
    except Uncountable as error:
        record_failure(poll_id=poll_id, failure=error.failure)


@job(lane=Lane.PEOPLE)
def close_poll(*, poll_id: UUID) -> None:
    """The limit has passed: the rest is counted, or all is erased unopened where fewer than BATCH voted. With the box
    go the secret and the list of who took part. One that cannot be counted stays as it is, and is tried again each
    minute until it can, or the town hall closes it without a result."""
    try:
        _close(poll_id)
    except Uncountable as error:
        record_failure(poll_id=poll_id, failure=error.failure)


@transaction.atomic
def _close(poll_id: UUID) -> None:
    poll = (
        Poll.objects.select_for_update().filter(pk=poll_id, status=Status.PUBLISHED, removed_at=None).first()
    )
    moment = now()
    if poll is None or poll.is_closed or poll.closes_at is None or moment < poll.closes_at:
        return
    box = BallotBox.objects.select_for_update().get(poll_id=poll.pk)
    seals, tally = open_box(poll.pk, box.tally)
    for places in _opened(box, seals, tally):
        tally.add(places)
    if tally.ballots:
        _write_result(poll, tally)
    poll.failure = ""
    erase_votes(poll=poll)
    contents.close(content=poll, viewer=None, fields=["ballots", "failure"])


@job(lane=Lane.PEOPLE)
def advance_polls() -> None:
    """Every minute: those whose own job was lost are closed, ballots that wait are counted, and each open poll whose
    secret went, or where all came right again, says so."""
    for box in queries.boxes():
        _record_box(box)
    for poll_id in queries.due_to_close(now()):
        close_poll(poll_id=poll_id)
    enqueue_counts()


@transaction.atomic
def record_failure(*, poll_id: UUID, failure: str) -> None:
    """What the page of the poll and the platform's own people read. "": it can be counted."""
    poll = (
        Poll.objects.select_for_update().filter(pk=poll_id, closed_at=None).exclude(failure=failure).first()
    )
    if poll:
        known, poll.failure = poll.failure, failure
        contents.save(content=poll, fields=["failure"])
        log.error("poll_failure_changed", poll=str(poll_id), failure=failure)
        if poll.removed_at is None and bool(failure) != bool(known):
            _notify_town_hall(poll)


@transaction.atomic
def release_voter(*, person_id: UUID) -> None:
    """The account is erased: that it took part goes, its ballot stays, and the box counts one voter nobody
    knows."""
    polls = Voter.objects.filter(person_id=person_id).values("poll_id")
    boxes = BallotBox.objects.select_for_update().filter(poll_id__in=polls).order_by("poll_id")
    for box in list(boxes):
        gone, _ = Voter.objects.filter(poll_id=box.poll_id, person_id=person_id).delete()
        box.erased_voters += gone
        box.save(update_fields=["erased_voters"])


def erase_votes(*, poll: Poll) -> None:
    """Of a locked poll: who took part, what they chose, and once this is committed what opens it."""
    SealedBallot.objects.filter(poll_id=poll.pk).delete()
    Voter.objects.filter(poll_id=poll.pk).delete()
    BallotBox.objects.filter(poll_id=poll.pk).delete()
    erase_traces.enqueue(poll_id=poll.pk)


def _notify_town_hall(poll: Poll) -> None:
    """All who hold polls there, when it cannot be counted, whatever else is found, and when it can again."""
    sentence = (
        f"Votre sondage «\u00a0{NAME}\u00a0» ne peut pas être dépouillé. Voyez sur sa page quoi faire."
        if poll.failure
        else f"Votre sondage «\u00a0{NAME}\u00a0» reprend\u00a0: il peut être dépouillé. Rien à faire."
    )
    url = reverse("poll_detail", args=[poll.commune.slug, poll.pk])
    for person_id in people_with_right(commune_id=poll.commune_id, right=HOLD_POLLS):
        notify_failure(person_id=person_id, thing_id=poll.pk, sentence=sentence, url=url, name=poll.title)


def _record_box(box: BallotBox) -> None:
    known, failure = box.poll.failure, ""
    try:
        if known:
            _examine(box.poll_id)
        else:
            open_box(box.poll_id, box.tally)
    except Uncountable as error:
        failure = error.failure
    if failure != known:
        record_failure(poll_id=box.poll_id, failure=failure)


@transaction.atomic
def _examine(poll_id: UUID) -> None:
    """Raises Uncountable. Of a box in which something was wrong: as a count looks at it."""
    box = locked_box(poll_id=poll_id)
    if box:
        _opened(box, *open_box(poll_id, box.tally))


def locked_box(*, poll_id: UUID) -> BallotBox | None:
    """With its poll, which votes wait for. None where it was closed meanwhile."""
    Poll.objects.select_for_update().filter(pk=poll_id).first()
    return BallotBox.objects.select_for_update().filter(poll_id=poll_id).first()


def _opened(box: BallotBox, seals: Seals, tally: Tally) -> list[list[int]]:
    """What each ballot that waits chose, by their random keys; nothing where there are fewer than BATCH in all. Raises
    Uncountable where there are not as many as voters, or one was not sealed for this row in this round."""
    rows = list(SealedBallot.objects.filter(poll_id=box.poll_id).order_by("id").values_list("pk", "sealed"))
    ballots = tally.ballots + len(rows)
    if ballots != Voter.objects.filter(poll_id=box.poll_id).count() + box.erased_voters:
        raise Uncountable(Failure.COUNTS)
    if ballots < BATCH:
        return []
    try:
        return [seals.open_ballot(ballot_id, sealed, tally.round_id) for ballot_id, sealed in rows]
    except UnreadableValue as error:
        raise Uncountable(Failure.BALLOTS) from error


def _seal(box: BallotBox, seals: Seals, tally: Tally) -> None:
    box.tally = seals.seal_tally(tally)
    box.save(update_fields=["tally"])


def _write_result(poll: Poll, tally: Tally) -> None:
    poll.ballots = tally.ballots
    options = list(PollOption.objects.filter(poll_id=poll.pk))
    for option in options:
        option.votes = tally.votes[option.position]
    PollOption.objects.bulk_update(options, ["votes"])
