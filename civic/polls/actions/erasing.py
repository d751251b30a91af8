"""What is left of a poll once its close is committed: its secret on the disk, and what an engine keeps of rows that
were deleted. Never inside a transaction, which could still be taken back."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.polls import vault
from civic.polls.models import BallotBox, SealedBallot, Voter
from civic.polls.queries import polls as queries

_OPENING = timedelta(days=1)  # longer than any transaction that opens a poll
_TABLES = [model._meta.db_table for model in (Voter, SealedBallot, BallotBox)]


class TracesInUse(Exception):
    """Somebody still reads what was there before: tried again, as jobs are, and said to staff once it is given up."""


@job(lane=Lane.UPKEEP)
def erase_traces(*, poll_id: UUID) -> None:
    if connection.in_atomic_block:
        return  # it is not committed
    _erase_secrets([poll_id])
    _scrub_engine()


@job(lane=Lane.UPKEEP)
def erase_all_traces() -> None:
    """Every night: secrets of openings that were never committed, and what any other job left."""
    if connection.in_atomic_block:
        return
    _erase_secrets(list(vault.written_before(now() - _OPENING)))
    _scrub_engine()


def _erase_secrets(poll_ids: list[UUID]) -> None:
    for poll_id in queries.without_box(poll_ids):
        vault.erase(poll_id)


def _scrub_engine() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _empty_log(cursor)
        else:
            _vacuum(cursor)


def _empty_log(cursor: CursorWrapper) -> None:
    """Pages are overwritten with the rows (`secure_delete`), in the file itself once the log is written back."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    is_busy, *_ = cursor.fetchone()
    if is_busy:
        raise TracesInUse


def _vacuum(cursor: CursorWrapper) -> None:
    """The first says whether all could go; the second writes the tables again, since what goes stays in the gaps of
    pages that other polls use. Votes that wait for it are few and soon through: it gives way to who reads for long."""
    tables = ", ".join(_TABLES)
    cursor.execute(f"VACUUM {tables}")
    cursor.execute(
        "SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables WHERE relname = ANY(%s)", [_TABLES]
    )
    if cursor.fetchone()[0]:
        raise TracesInUse
    cursor.execute("SET lock_timeout = '2s'")
    try:
        cursor.execute(f"VACUUM (FULL) {tables}")
    finally:
        cursor.execute("RESET lock_timeout")
