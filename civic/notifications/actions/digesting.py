"""Summaries of the day and of the week. What was kept for one when it happened stands in its delivery row; the key of
person and period makes one summary leave, whatever runs twice, late, or at once somewhere else."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from civic.accounts import queries as accounts
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.delivery import actions as delivery
from civic.delivery import queries as deliveries
from civic.delivery.enums import DeliveryStatus, Reason
from civic.notifications import emails
from civic.notifications.enums import Frequency
from civic.notifications.models import Digest, DigestRun
from civic.notifications.queries.digests import digest_items, digest_news, people_to_digest
from civic.town_halls.queries.town_halls import time_zones_in_use
from civic.worker.schedule import last_due

BATCH = 200

# Wall-clock times of the communes.
PERIODS = {Frequency.DAILY: "0 18 * * *", Frequency.WEEKLY: "0 16 * * 3"}


@job(lane=Lane.ROUNDS)
def start_digests() -> None:
    """One job for each period that ended, the latest alone: after three days of silence one summary leaves, not
    three."""
    moment = now()
    for frequency, cron in PERIODS.items():
        ended: dict[datetime, list[str]] = {}
        for zone in time_zones_in_use():
            ended.setdefault(last_due(cron, zone, moment), []).append(zone)
        for period_end, zones in ended.items():
            if DigestRun.objects.filter(frequency=frequency, period_end=period_end).exists():
                continue
            try:
                with transaction.atomic():
                    DigestRun.objects.create(frequency=frequency, period_end=period_end)
                    send_digests.enqueue(zones=zones, frequency=frequency, period_end=period_end)
            except IntegrityError:  # another scheduler was first
                continue


@job(lane=Lane.ROUNDS)
def send_digests(*, zones: list[str], frequency: Frequency, period_end: datetime) -> int:
    """To all for whom something was kept in communes of these time zones. Returns how many left. Each in a transaction
    of its own: one that fails keeps no other waiting, and is tried again with the job."""
    sent, after = 0, None
    failures = []
    while people := people_to_digest(zones, frequency, period_end, after=after, limit=BATCH):
        for person_id in people:
            try:
                sent += _send(zones, frequency, period_end, person_id)
            except Exception as error:
                failures.append(error)
        after = people[-1]
    if failures:
        raise ExceptionGroup("digests failed", failures)
    return sent


@transaction.atomic
def _send(zones: list[str], frequency: Frequency, period_end: datetime, person_id: UUID) -> bool:
    """The unread of what was kept; nothing leaves when nothing is left to say."""
    person = accounts.active_person_for_update(person_id)
    key = {"person_id": person_id, "frequency": frequency, "period_end": period_end}
    if person and Digest.objects.filter(**key).exists():
        return False  # what was kept too late for it waits for the next one
    items = digest_items(zones, frequency, period_end, person_id)
    news = digest_news(person_id, items)
    refused = bool(person and deliveries.with_refused_mailbox([person]))
    for one in items:
        reason = news.left_out.get(one.delivery.pk) if person else Reason.PERSON_GONE
        if refused and not reason:
            reason = Reason.REFUSED
        delivery.finish(
            delivery_id=one.delivery.pk,
            status=DeliveryStatus.SKIPPED if reason else DeliveryStatus.SENT,
            reason=reason or one.delivery.reason,
        )
    if person is None or refused or not news.lines:
        return False
    Digest.objects.create(**key, items=len(news.lines))
    emails.send_digest(person, frequency, news.lines)
    return True
