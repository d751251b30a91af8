"""Reads of what is on its way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.encryption import blind_index
from civic.core.viewer import Viewer
from civic.delivery.enums import Channel, DeliveryStatus, MailStatus, Reason
from civic.delivery.models import Delivery, OutgoingMail, PushDevice, RefusedMailbox
from civic.delivery.providers import web_push

# --- Mails --------------------------------------------------------------------------------------------------


def unsent_since(moment: datetime) -> list[UUID]:
    waiting = OutgoingMail.objects.filter(status=MailStatus.QUEUED, queued_at__lt=moment)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:1000])


def digest_of(recipient: str) -> str:
    """By which an address is found again, with or without the name before it."""
    return blind_index(parseaddr(recipient)[1].lower())


def with_refused_mailbox(people: Iterable[Person]) -> set[UUID]:
    """Those whose mailbox for news, the one that they have now, takes no mail of ours any more."""
    by_key = {person.pk: person for person in people}
    refused = RefusedMailbox.objects.filter(person_id__in=[*by_key])
    return {
        one.person_id
        for one in refused
        if one.recipient_digest == digest_of(by_key[one.person_id].mailbox_for_news)
    }


# --- Deliveries ---------------------------------------------------------------------------------------------


def next_due(event_id: UUID, channel: Channel) -> datetime | None:
    """When the next one of an event can be tried; None when all are finished."""
    waiting = Delivery.objects.filter(event_id=event_id, channel=channel, finished_at=None)
    found = waiting.aggregate(due=Min("due_at"), leased=Min("leased_until"))
    return found["due"] and max(found["due"], found["leased"] or found["due"])


def waiting_events(before: datetime) -> list[tuple[UUID, str]]:
    """Events with deliveries that should have left before this moment: (event, channel)."""
    late = Delivery.objects.filter(finished_at=None, due_at__lt=before)
    return list(late.order_by("event_id", "channel").values_list("event_id", "channel").distinct()[:1000])


def counts() -> dict[str, dict[str, int]]:
    """Of what waits or failed, by channel and status."""
    found: dict[str, dict[str, int]] = {channel: {} for channel in Channel.values}
    # Each has its index; both at once have none.
    for which in (Q(finished_at=None), Q(status=DeliveryStatus.FAILED)):
        rows = Delivery.objects.filter(which).order_by().values_list("channel", "status")
        for channel, status, count in rows.annotate(count=Count("pk")):
            found[channel][status] = count
    return found


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed of one event by one channel for one reason."""

    event_id: UUID
    channel: str
    reason: str
    count: int
    last: datetime


def failures(limit: int = 100) -> list[Failure]:
    """The latest first."""
    rows = (
        Delivery.objects.filter(status=DeliveryStatus.FAILED)
        .order_by()
        .values_list("event_id", "channel", "reason")
        .annotate(count=Count("pk"), last=Max("finished_at"))
        .order_by("-last")[:limit]
    )
    return [Failure(*row) for row in rows]


def outcomes(event_id: UUID, person_id: UUID) -> dict[str, Delivery]:
    """By channel, what became of an event on its way to one person."""
    found = Delivery.objects.filter(event_id=event_id, person_id=person_id)
    return {delivery.channel: delivery for delivery in found}


class Tally(NamedTuple):
    """Of an event by one channel. `reached`: sent, or about to be; `waiting`: of these, still to leave; `digests`: left
    for the person's summary."""

    reached: int = 0
    waiting: int = 0
    digests: int = 0


def tally(event_id: UUID, channel: Channel) -> Tally:
    """Counts all rows of the event: for workers alone."""
    open_states = [DeliveryStatus.QUEUED, DeliveryStatus.SENDING]
    found = Delivery.objects.filter(event_id=event_id, channel=channel).aggregate(
        reached=Count("pk", filter=Q(status__in=[*open_states, DeliveryStatus.SENT])),
        waiting=Count("pk", filter=Q(status__in=open_states)),
        digests=Count("pk", filter=Q(reason__in=[Reason.DAILY_DIGEST, Reason.WEEKLY_DIGEST])),
    )
    return Tally(**found)


def oldest_waiting() -> datetime | None:
    """Since when the one waits that has waited longest after its time."""
    waiting = Delivery.objects.filter(finished_at=None, due_at__lte=now())
    return waiting.aggregate(oldest=Min("due_at"))["oldest"]


def late_count(before: datetime, most: int = 1000) -> int:
    """How many should have left before this moment; not counted beyond `most`."""
    return Delivery.objects.filter(finished_at=None, due_at__lt=before).order_by()[:most].count()


def deliveries_for_digest(person_id: UUID, *, reason: str, until: datetime) -> list[Delivery]:
    """Mails that were not sent at once because the person wants them in a summary; the newest first."""
    deliveries = Delivery.objects.filter(
        channel=Channel.EMAIL,
        status=DeliveryStatus.SKIPPED,
        reason=reason,
        person_id=person_id,
        due_at__lte=until,
    )
    return list(deliveries.order_by("-pk")[:2000])


# --- Devices ------------------------------------------------------------------------------------------------


def own_devices(viewer: Viewer) -> list[PushDevice]:
    return _devices([viewer.own_id])


def count_devices(people: "QuerySet[Any, UUID]", *, but: UUID) -> int:
    """How many can be reached of these people, one of them left out."""
    if not web_push.is_on():
        return 0
    devices = PushDevice.objects.filter(refused_at=None, person__is_active=True, person_id__in=people)
    return devices.exclude(person_id=but).count()


def devices_of(people: Iterable[UUID]) -> dict[UUID, list[PushDevice]]:
    found: defaultdict[UUID, list[PushDevice]] = defaultdict(list)
    for device in _devices([*people]):
        found[device.person_id].append(device)
    return found


@compiled
def _devices(people: list[UUID]) -> "QuerySet[PushDevice]":
    return PushDevice.objects.filter(person_id__in=people).order_by("added_at", "pk")


def subscription_of(device: PushDevice) -> web_push.Subscription:
    return web_push.Subscription(
        device.endpoint, web_push.from_text(device.public_key), web_push.from_text(device.auth_secret)
    )
