"""Events on their way to people: queued by one statement, taken in batches on a lease, each finished on its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from civic.core.clock import now
from civic.core.jobs import job
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery
from civic.worker.runner import MAX_ATTEMPTS, back_off

KEPT = timedelta(days=60)  # long enough to answer « je n’ai rien reçu »
LEASE = timedelta(minutes=2)

_QUEUE = """
INSERT INTO delivery_delivery (event_id, person_id, channel, status, reason, attempts, due_at, finished_at)
SELECT {event}, person_id, {channel}, status, reason, 0, {now}, CASE WHEN status = 'skipped' THEN {now} END
FROM ({select}) chosen WHERE true
ON CONFLICT DO NOTHING"""
_FINISH = """
UPDATE delivery_delivery SET status = %s, reason = %s, leased_until = NULL, finished_at = %s WHERE id = %s"""


def queue_deliveries(*, event_id: UUID, channel: Channel, select: str, parameters: Sequence[Any]) -> int:
    """One row for each row of `select` (person_id, status, reason); those already there stay as they are. Returns how
    many are new. One statement in the database, whatever the number of people."""
    moment = connection.ops.adapt_datetimefield_value(now())
    event = Delivery._meta.get_field("event_id").get_db_prep_value(event_id, connection)
    cast = "CAST(%s AS {})"
    as_uuid, as_time = (
        (cast.format("uuid"), cast.format("timestamptz"))
        if connection.vendor == "postgresql"
        else ("%s", "%s")
    )
    statement = _QUEUE.format(event=as_uuid, channel="%s", now=as_time, select=select)
    with connection.cursor() as cursor:
        cursor.execute(statement, [event, channel.value, moment, moment, *parameters])
        return cursor.rowcount


@transaction.atomic
def claim(*, event_id: UUID, channel: Channel, limit: int = 100) -> list[Delivery]:
    """Take the next ones that are due on a lease, with those that a dead worker left in the middle."""
    moment = now()
    due = Delivery.objects.filter(
        Q(status=DeliveryStatus.QUEUED) | Q(status=DeliveryStatus.SENDING, leased_until__lt=moment),
        finished_at=None,  # what the index is about
        event_id=event_id,
        channel=channel,
        due_at__lte=moment,
    )
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    taken = list(due.order_by("due_at", "pk")[:limit])
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in taken]).update(
        status=DeliveryStatus.SENDING, leased_until=moment + LEASE, attempts=F("attempts") + 1
    )
    for delivery in taken:
        delivery.attempts += 1
    return taken


def finish(*, delivery_id: int, status: DeliveryStatus, reason: str = "") -> None:
    """Written at once, each on its own: whoever takes over after a crash knows which ones left. In SQL, because between
    two mails of a large town it costs more than either."""
    moment = connection.ops.adapt_datetimefield_value(now())
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [status.value, str(reason), moment, delivery_id])


def give_back(*, deliveries: Iterable[Delivery], reason: Reason) -> None:
    """Not now: tried again later, with growing pauses, and given up after some fifteen hours. One that another worker
    finished in the meantime stays finished."""
    moment = now()
    for delivery in deliveries:
        if delivery.attempts >= MAX_ATTEMPTS:
            finish(delivery_id=delivery.pk, status=DeliveryStatus.FAILED, reason=reason)
        else:
            Delivery.objects.filter(pk=delivery.pk, finished_at=None).update(
                status=DeliveryStatus.QUEUED,
                reason=reason,
                leased_until=None,
                due_at=moment + back_off(delivery.attempts),
            )


def release(*, deliveries: Iterable[Delivery], until: datetime | None = None, reason: str = "") -> None:
    """Not tried after all: free again at once, or from `until` on. No attempt is counted."""
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], finished_at=None).update(
        status=DeliveryStatus.QUEUED,
        reason=reason,
        leased_until=None,
        due_at=until or now(),
        attempts=F("attempts") - 1,
    )


def reopen_withdrawn(*, event_id: UUID) -> None:
    """What was withdrawn came back: those who were not told for that reason wait to be told again."""
    skipped = Delivery.objects.filter(
        event_id=event_id, status=DeliveryStatus.SKIPPED, reason=Reason.WITHDRAWN
    )
    skipped.update(status=DeliveryStatus.QUEUED, reason="", attempts=0, due_at=now(), finished_at=None)


@transaction.atomic
def replay(*, event_id: UUID, channel: Channel) -> int:
    """Try again all that failed of an event. Returns how many."""
    failed = Delivery.objects.filter(event_id=event_id, channel=channel, status=DeliveryStatus.FAILED)
    return failed.update(
        status=DeliveryStatus.QUEUED, reason="", attempts=0, due_at=now(), leased_until=None, finished_at=None
    )


@job()
def purge_old_deliveries() -> None:
    """In steps, by the key that grows with time: a large table is never locked for long."""
    before = now() - KEPT
    while True:
        oldest = Delivery.objects.order_by("pk").values_list("pk", "due_at")[:10_000]
        old = [pk for pk, due_at in oldest if due_at < before]
        if not old:
            return
        Delivery.objects.filter(pk__lte=old[-1], due_at__lt=before).delete()
