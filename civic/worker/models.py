"""Jobs, the runs of the schedule, and the heartbeat of the processes that carry them out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.ids import new_id
from civic.worker.enums import JobStatus
from civic.worker.leases import Leased


class Job(Leased):
    """One call of a task. Written in the transaction that needs it, so both happen or neither."""

    id = models.UUIDField(primary_key=True, default=new_id)
    task = models.CharField(max_length=200)  # dotted path
    arguments = models.JSONField(default=dict)  # by name: ids and numbers, nothing personal
    queue = models.CharField(max_length=32)  # a `core.jobs.Lane`
    priority = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.READY)
    leased_by = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)  # the last failure's traceback, without values
    created_at = models.DateTimeField(auto_now_add=True)

    WAITING, HELD, GIVEN_UP = JobStatus.READY, JobStatus.RUNNING, JobStatus.DEAD
    INTERRUPTED: ClassVar = {"error": "worker lost each time"}

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["queue", "-priority", "due_at", "id"],
                name="job_ready",
                condition=Q(status=JobStatus.READY),
            ),
            models.Index(fields=["leased_until"], name="job_running", condition=Q(status=JobStatus.RUNNING)),
            models.Index(fields=["status", "finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.status})"


class ScheduledRun(models.Model):
    """A scheduled task that came due. The unique key is what makes two schedulers harmless."""

    key = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "due_at"], name="one_run_per_key_and_time")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.due_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When a worker or the scheduler was last alive: what the health page reads."""

    name = models.CharField(max_length=64, primary_key=True)
    role = models.CharField(max_length=16)  # worker, scheduler
    last_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
