"""Opening ballots: never fewer than BATCH of them at once, and never all but fewer than BATCH, so that no two results
that were shown differ by what a few people chose."""

from uuid import UUID

import structlog
from django.db import connection, transaction

from civic.contents import actions as contents
from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.polls import queries
from civic.polls.models import BATCH, BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.sealing import Seals, Tally

MOST_OPENED = 5_000  # in one transaction

log = structlog.get_logger("civic.polls")


def enqueue_counts() -> None:
    """Every minute, whoever voted meanwhile: when a count takes place says nothing about a vote."""
    for poll_id in queries.due_to_count():
        count_waiting_ballots.enqueue(poll_id=poll_id)


@transaction.atomic
def count_ballots(*, poll_id: UUID) -> int:
    """Open all ballots that wait but BATCH, chosen by their random keys: they stay so that the end never shows fewer
    by themselves. Returns how many were opened; run again, it goes on with what has come since."""
    box = BallotBox.objects.select_for_update().filter(poll_id=poll_id).first()
    if box is None:
        return 0  # closed meanwhile
    waiting = SealedBallot.objects.filter(poll_id=poll_id).order_by("id")
    drawn = list(waiting.values_list("pk", "sealed")[: MOST_OPENED + BATCH])[:-BATCH]
    if len(drawn) < BATCH:
        return 0
    seals = Seals(poll_id=poll_id, secret=box.secret)
    tally = seals.open_tally(box.tally)
    for _, sealed in drawn:
        tally.add(seals.open_ballot(sealed))
    box.tally = seals.seal_tally(tally)
    box.save(update_fields=["tally"])
    _enable_secure_delete()
    SealedBallot.objects.filter(pk__in=[pk for pk, _ in drawn]).delete()
    return len(drawn)


@job(lane=Lane.PEOPLE)
def count_waiting_ballots(*, poll_id: UUID) -> None:
    while count_ballots(poll_id=poll_id):
        pass


@job(lane=Lane.PEOPLE)
@transaction.atomic
def close_poll(*, poll_id: UUID) -> None:
    """The limit has passed: the rest is counted, or all is erased unopened where fewer than BATCH voted. With the box
    go the secret and the list of who took part."""
    poll = (
        Poll.objects.select_for_update().filter(pk=poll_id, status=Status.PUBLISHED, removed_at=None).first()
    )
    moment = now()
    if poll is None or poll.is_closed or poll.closes_at is None or moment < poll.closes_at:
        return
    box = BallotBox.objects.select_for_update().get(poll_id=poll.pk)
    seals = Seals(poll_id=poll.pk, secret=box.secret)
    tally = seals.open_tally(box.tally)
    waiting = SealedBallot.objects.filter(poll_id=poll.pk)
    if tally.ballots + waiting.count() >= BATCH:
        for sealed in waiting.values_list("sealed", flat=True).iterator(chunk_size=2000):
            tally.add(seals.open_ballot(sealed))
        _write_result(poll, tally)
    _erase(poll)
    contents.close(content=poll, viewer=None, fields=["ballots"])


@job(lane=Lane.PEOPLE)
def advance_polls() -> None:
    """Every minute: those whose own job was lost are closed, and ballots that wait are counted."""
    for poll_id in queries.due_to_close(now()):
        close_poll(poll_id=poll_id)
    enqueue_counts()


def _write_result(poll: Poll, tally: Tally) -> None:
    poll.ballots = tally.ballots
    options = list(PollOption.objects.filter(poll_id=poll.pk))
    for option in options:
        option.votes = tally.votes[option.position]
    PollOption.objects.bulk_update(options, ["votes"])
    voters = Voter.objects.filter(poll_id=poll.pk).count()
    if voters != tally.ballots:  # an account that was erased meanwhile leaves its ballot
        log.warning("poll_counts_differ", ballots=tally.ballots, voters=voters)


def _erase(poll: Poll) -> None:
    _enable_secure_delete()
    SealedBallot.objects.filter(poll_id=poll.pk).delete()
    Voter.objects.filter(poll_id=poll.pk).delete()
    BallotBox.objects.filter(poll_id=poll.pk).delete()


def _enable_secure_delete() -> None:
    """SQLite would leave the rows in the file's free pages. PostgreSQL's VACUUM comes for them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
