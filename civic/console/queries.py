"""What leaves, what waits and what failed. Counts and times: nothing says who."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from civic.communes.models import Commune
from civic.core import registry
from civic.core.descriptors import Alarm, AlarmLine
from civic.core.jobs import Lane
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.live import queries as live
from civic.memberships.enums import MembershipStatus
from civic.notifications.queries.choices import labels_of
from civic.worker import queries as worker
from civic.worker.models import Heartbeat


@dataclass(frozen=True, slots=True)
class Queue:
    """Of one channel."""

    name: str
    waiting: int
    sending: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailureRow:
    failure: deliveries.Failure
    kind: str
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmState:
    """What an app declares, and what it finds now."""

    alarm: Alarm
    lines: Sequence[AlarmLine]


@dataclass(frozen=True, slots=True)
class Process:
    name: str
    last_seen_at: datetime | None
    is_alive: bool


@dataclass(frozen=True, slots=True)
class SendingState:
    queues: list[Queue]
    oldest: datetime | None
    failures: list[FailureRow]
    alarms: list[AlarmState]
    dead: list[worker.DeadJobs]
    lanes: list[worker.LaneState]
    runs: list[worker.Run]
    processes: list[Process]


def sending_state() -> SendingState:
    counts = deliveries.counts()
    failures = deliveries.failures()
    hub_seen_at = live.hub_last_seen_at()
    return SendingState(
        queues=[_queue(channel, counts[channel.value]) for channel in Channel],
        oldest=deliveries.oldest_waiting(),
        failures=_failure_rows(failures),
        alarms=[AlarmState(alarm, lines) for alarm in registry.alarms() if (lines := alarm.find())],
        dead=worker.dead_jobs(),
        lanes=worker.lanes(),
        runs=worker.runs(),
        processes=[
            *_workers(worker.heartbeats()),
            Process("Mises à jour en direct", hub_seen_at, worker.is_alive(hub_seen_at)),
        ],
    )


def problems() -> int:
    """How many things there are to look at among what leaves: alarms, and sorts of jobs that were given up."""
    return sum(len(alarm.find()) for alarm in registry.alarms()) + len(worker.dead_jobs())


def _queue(channel: Channel, counts: dict[str, int]) -> Queue:
    waiting, sending, failed = (
        counts.get(status, 0)
        for status in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.FAILED)
    )
    return Queue(str(channel.label), waiting, sending, failed)


def _failure_rows(failures: list[deliveries.Failure]) -> list[FailureRow]:
    labels = labels_of(_events(failures))
    return [
        FailureRow(
            failure,
            labels.get(failure.event_id, "Résumé, ou contenu effacé depuis"),
            str(Channel(failure.channel).label),
            str(Reason(failure.reason).label) if failure.reason else "raison inconnue",
        )
        for failure in failures
    ]


def _events(failures: Iterable[deliveries.Failure]) -> list[UUID]:
    return [failure.event_id for failure in failures]


def _workers(heartbeats: list[Heartbeat]) -> list[Process]:
    names = {"worker": "Travail de fond", "scheduler": "Horloge"}
    found = [
        Process(_named(heartbeat, names), heartbeat.last_seen_at, worker.is_alive(heartbeat.last_seen_at))
        for heartbeat in heartbeats
    ]
    missing = set(names) - {heartbeat.role for heartbeat in heartbeats}
    return found + [Process(names[role], None, False) for role in sorted(missing)]


def _named(heartbeat: Heartbeat, names: dict[str, str]) -> str:
    """A worker’s name ends with the lane that it serves; the machine’s is left out."""
    name = names.get(heartbeat.role, heartbeat.role)
    if heartbeat.role != "worker":
        return name
    lane = heartbeat.name.rpartition("-")[2]
    return f"{name} ({dict(Lane.choices).get(lane, lane)})"


def most_awaited(limit: int = 20) -> list[Commune]:
    """Communes without a town hall here, by how many people wait for it (`waiting`)."""
    waiting = Count("memberships", filter=Q(memberships__status=MembershipStatus.PENDING))
    awaited = Commune.objects.filter(town_hall=None, memberships__status=MembershipStatus.PENDING)
    return list(awaited.annotate(waiting=waiting).order_by("-waiting", "name")[:limit])
