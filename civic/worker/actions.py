from datetime import timedelta

from civic.core import jobs
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.worker import leases
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job, ScheduledRun

DONE_RETENTION = timedelta(days=2)
DEAD_RETENTION = timedelta(days=60)  # long enough to look into


@job(lane=Lane.UPKEEP)
def purge_finished_jobs() -> None:
    """And the traces of runs and workers of the past."""
    moment = now()
    Job.objects.filter(status=JobStatus.DONE, finished_at__lt=moment - DONE_RETENTION).delete()
    Job.objects.filter(status=JobStatus.DEAD, finished_at__lt=moment - DEAD_RETENTION).delete()
    ScheduledRun.objects.filter(due_at__lt=moment - DEAD_RETENTION).delete()
    Heartbeat.objects.filter(last_seen_at__lt=moment - DONE_RETENTION).delete()  # of workers that were killed


@job(lane=Lane.PEOPLE)
def sort_stray_jobs() -> None:
    """What a process of another release enqueued after the migration that named the lanes: no worker would take it."""
    waiting = Job.objects.filter(status__in=[JobStatus.READY, JobStatus.RUNNING])
    strays = waiting.exclude(queue__in=Lane)
    for path in strays.order_by("task").values_list("task", flat=True).distinct():
        strays.filter(task=path).update(queue=_lane(path))


def _lane(path: str) -> str:
    try:
        return jobs.find(path).task.queue_name
    except ImportError:
        return Lane.PEOPLE  # where it fails, and is seen


def requeue_dead_jobs(*, task: str = "") -> int:
    """A fresh start for what was given up, or for that task alone. Returns how many jobs."""
    dead = Job.objects.filter(status=JobStatus.DEAD)
    if task:
        dead = dead.filter(task=task)
    return leases.restart(dead)
