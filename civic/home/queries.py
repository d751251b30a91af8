from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from civic.core import registry
from civic.core.clock import now
from civic.core.full_disk import was_full_lately
from civic.delivery import queries as deliveries
from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail
from civic.live.queries import hub_last_seen_at
from civic.worker import queries as worker
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job
from civic.worker.queries import LaneState

SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Health:
    """`has_room`: on the disk of the database. `programs`: which were alive lately. `lanes`: of jobs. `counts`: what
    waits and what was given up, nothing about people. `alarms`: of what the apps declare, how much there is."""

    has_room: bool
    programs: dict[str, bool]
    lanes: list[LaneState]
    counts: dict[str, int]
    alarms: dict[str, int]

    @property
    def ok(self) -> bool:
        is_late = any(state.is_late for state in self.lanes)
        return self.has_room and all(self.programs.values()) and not is_late and not any(self.alarms.values())

    @property
    def oldest_waiting(self) -> dict[str, int]:
        """Seconds, by lane."""
        return {state.lane.value: int(state.oldest.total_seconds()) for state in self.lanes}


def health() -> Health:
    """Raises DatabaseError when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    moment = now()
    heartbeats = dict.fromkeys(("worker", "scheduler")) | {
        heartbeat.role: heartbeat.last_seen_at for heartbeat in Heartbeat.objects.order_by("last_seen_at")
    }
    heartbeats["live"] = hub_last_seen_at()
    programs = {role: bool(at and moment - at < SILENT_AFTER) for role, at in heartbeats.items()}
    counts = {
        "jobs_dead": Job.objects.filter(status=JobStatus.DEAD).count(),
        "deliveries_late": deliveries.late_count(moment - timedelta(minutes=10)),
        "mails_waiting": OutgoingMail.objects.filter(status=MailStatus.QUEUED).count(),
    }
    alarms = {alarm.key: len(alarm.find()) for alarm in registry.alarms()}
    return Health(not was_full_lately(), programs, worker.lanes(), counts, alarms)
