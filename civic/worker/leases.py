"""Work in rows, for any number of workers: taken on a lease, tried again with growing pauses, given up in the end.

A worker that is killed simply stops renewing; when its lease has run out, another takes its rows over. So work may be
done twice, never zero times. Jobs and deliveries are such rows; a single mail is sent by a job of its own.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet

from civic.core.clock import now

MAX_ATTEMPTS = 8


def back_off(attempts: int) -> timedelta:
    """10 s, 40 s, 160 s, ~11 min, ~43 min, ~3 h, 12 h: an outage of a day is survived."""
    return timedelta(seconds=min(10 * 4 ** (attempts - 1), 12 * 3600))


class Leased(models.Model):
    """The columns of a row of work. Each model says which of its statuses are those of a lease, and in which column it
    writes why a row was given up."""

    WAITING: ClassVar[str]
    HELD: ClassVar[str]
    GIVEN_UP: ClassVar[str]
    INTERRUPTED: ClassVar[
        dict[str, str]
    ]  # {column: what it says when every worker that held the row was lost}

    status = models.CharField(max_length=8)
    due_at = models.DateTimeField()  # not before
    attempts = models.SmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)  # past it, another worker may take the row over
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


@transaction.atomic
def claim[R: Leased](
    rows: QuerySet[R], *, limit: int, lease: timedelta, by_status: bool = False, **changes: Any
) -> list[R]:
    """Take up to `limit` of the rows that are due, in their order, with those of workers that were lost.

    `by_status`: the two are looked for one after the other, where each has an index of its own. `changes`: what else is
    written on the rows."""
    moment, model = now(), rows.model
    lost = Q(status=model.HELD, leased_until__lt=moment)
    waiting = Q(status=model.WAITING, due_at__lte=moment)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    found: list[R] = []
    for due in (lost, waiting) if by_status else (lost | waiting,):
        found += rows.filter(due)[: limit - len(found)]
    taken = [row for row in found if row.attempts < MAX_ATTEMPTS]
    if len(taken) < len(found):  # they keep killing their worker before it can say why
        _give_up_interrupted(model, [row for row in found if row.attempts >= MAX_ATTEMPTS])
    model._default_manager.filter(pk__in=[row.pk for row in taken]).update(
        status=model.HELD, leased_until=moment + lease, attempts=F("attempts") + 1, **changes
    )
    for row in taken:
        row.attempts += 1
    return taken


def renew[R: Leased](rows: QuerySet[R], *, lease: timedelta) -> None:
    rows.filter(status=rows.model.HELD).update(leased_until=now() + lease)


def release[R: Leased](rows: QuerySet[R], **changes: Any) -> None:
    """Not tried after all: free again at once, or from the `due_at` among the changes on. No attempt is counted."""
    rows.filter(status=rows.model.HELD).update(
        status=rows.model.WAITING, leased_until=None, attempts=F("attempts") - 1, **changes
    )


def fail[R: Leased](rows: QuerySet[R], *, attempts: int, **changes: Any) -> None:
    """Tried again after a pause that grows with the attempts; given up after the last."""
    moment = now()
    if attempts < MAX_ATTEMPTS:
        ends: dict[str, Any] = {"status": rows.model.WAITING, "due_at": moment + back_off(attempts)}
    else:
        ends = {"status": rows.model.GIVEN_UP, "finished_at": moment}
    rows.filter(status=rows.model.HELD).update(leased_until=None, **ends, **changes)


def restart[R: Leased](rows: QuerySet[R], **changes: Any) -> int:
    """A fresh start for what had ended. Returns how many rows."""
    return rows.update(
        status=rows.model.WAITING, attempts=0, due_at=now(), leased_until=None, finished_at=None, **changes
    )


def _give_up_interrupted[R: Leased](model: type[R], rows: list[R]) -> None:
    lost = model._default_manager.filter(pk__in=[row.pk for row in rows])
    for column, words in model.INTERRUPTED.items():  # an earlier failure says more
        lost.filter(**{column: ""}).update(**{column: words})
    lost.update(status=model.GIVEN_UP, leased_until=None, finished_at=now())
