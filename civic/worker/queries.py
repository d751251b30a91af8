"""How the background work goes, for those who run the platform. Nothing here is about anyone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Max, Min, Value, When

from civic.core import registry
from civic.core.clock import now
from civic.core.jobs import Lane
from civic.worker import schedule
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job, ScheduledRun

_ALIVE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class DeadJobs:
    """Those of one task that were given up."""

    task: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A task of the schedule: `last` is None when it never ran; `is_late` when its time came and nothing happened."""

    key: str
    label: str
    last: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class LaneState:
    """`waiting`: due and not done, the one in hand included: one that hangs holds up all behind it. `since`: when the
    first of them came due. What another release enqueued where no worker looks waits for people, until it is sorted."""

    lane: Lane
    waiting: int
    since: datetime | None

    @property
    def oldest(self) -> timedelta:
        return now() - self.since if self.since else timedelta()

    @property
    def is_late(self) -> bool:
        return self.lane.late_after is not None and self.oldest > self.lane.late_after


def lanes() -> list[LaneState]:
    due = Job.objects.filter(status__in=[JobStatus.READY, JobStatus.RUNNING], due_at__lte=now())
    lane = Case(When(queue__in=Lane, then="queue"), default=Value(Lane.PEOPLE))
    rows = due.order_by().values_list(lane).annotate(Count("pk"), Min("due_at"))
    found = {lane: (count, since) for lane, count, since in rows}
    return [LaneState(lane, *found.get(lane, (0, None))) for lane in Lane]


def dead_jobs() -> list[DeadJobs]:
    found = Job.objects.filter(status=JobStatus.DEAD).values_list("task").order_by("task")
    return [DeadJobs(*row) for row in found.annotate(count=Count("pk"), last=Max("finished_at"))]


def runs() -> list[Run]:
    """Every task of the schedule, in its order."""
    moment = now()
    last = dict(ScheduledRun.objects.order_by().values_list("key").annotate(last=Max("due_at")))
    found = []
    for task in registry.schedule():
        ran = last.get(task.key)
        due = schedule.last_due(task.cron, task.zone, moment - _ALIVE)
        found.append(Run(task.key, task.label or task.key, ran, ran is None or ran < due))
    return found


def heartbeats() -> list[Heartbeat]:
    """Workers and the scheduler, as they were last alive."""
    return list(Heartbeat.objects.order_by("role", "name"))


def is_alive(last_seen_at: datetime | None) -> bool:
    return last_seen_at is not None and now() - last_seen_at < _ALIVE
