"""Carries out jobs: takes a batch on a lease, renews it while working, tries again with back-off.

A worker that is killed simply stops renewing; when its lease has run out, another takes the jobs over. So a
task may run twice, never zero times: every task is idempotent.
"""

import contextlib
import os
import signal
import socket
import threading
import traceback
from datetime import timedelta
from types import FrameType

import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from civic.core import jobs
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
BATCH = 20

log = structlog.get_logger("civic.worker")


def back_off(attempts: int) -> timedelta:
    """10 s, 40 s, 160 s, ~11 min, ~43 min, ~3 h, 12 h: an outage of a day is survived."""
    return timedelta(seconds=min(10 * 4 ** (attempts - 1), 12 * 3600))


class Worker:
    """One thread that works and one that renews the leases. `queues`: which it serves."""

    def __init__(self, *, queues: list[str], poll_seconds: float = 0.5, lease: timedelta = LEASE) -> None:
        # Never the same twice, not even in a container where the process number is: a worker that renewed the leases
        # of its former life would keep its jobs from everyone.
        life = os.urandom(4).hex()
        self.name = f"{socket.gethostname()[:32]}-{life}-{'+'.join(queues)}"[:64]
        self.queues = queues
        self.poll_seconds = poll_seconds
        self.lease = lease
        self.stopping = threading.Event()
        self._finished = threading.Event()

    def run(self) -> None:
        """Work until told to stop; the job in hand is finished first."""
        heart = threading.Thread(target=self._renew_leases, daemon=True)
        heart.start()
        while not self.stopping.is_set():
            try:
                worked = self.run_batch()
            except Exception:
                # The database is away: wait for it rather than die.
                log.exception("batch_failed")
                worked = 0
                close_old_connections()
            if not worked:
                self.stopping.wait(self.poll_seconds)
        self._hand_back()
        self._finished.set()
        heart.join(timeout=5)

    def stop(self, signum: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        self.stopping.set()

    def run_batch(self) -> int:
        """Take and carry out what is due now. Returns how many jobs were tried."""
        tried = 0
        for job in self.take():
            if self.stopping.is_set():
                break
            self.carry_out(job)
            tried += 1
        return tried

    def take(self) -> list[Job]:
        """Lease up to BATCH due jobs, those of dead workers included."""
        now = timezone.now()
        # Long work is taken one by one, so that a second worker finds something to do.
        limit = BATCH if "default" in self.queues else 1
        # One after the other, each by an index of its own: together they would be a look at every job that is kept.
        kinds = (
            Q(status=JobStatus.RUNNING, leased_until__lt=now),
            Q(status=JobStatus.READY, due_at__lte=now),
        )
        jobs: list[Job] = []
        with transaction.atomic():
            for kind in kinds:
                due = Job.objects.filter(kind, queue__in=self.queues)
                if connection.features.has_select_for_update_skip_locked:
                    due = due.select_for_update(skip_locked=True)
                jobs += due.order_by("-priority", "due_at")[: limit - len(jobs)]
            Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
                status=JobStatus.RUNNING,
                leased_until=now + self.lease,
                leased_by=self.name,
                attempts=F("attempts") + 1,
            )
        for job in jobs:
            job.attempts += 1
        return jobs

    def carry_out(self, job: Job) -> None:
        mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, leased_by=self.name)
        if job.attempts > MAX_ATTEMPTS:  # it keeps killing its worker before it can say why
            mine.update(
                status=JobStatus.DEAD, finished_at=timezone.now(), error=job.error or "worker lost each time"
            )
            return
        try:
            jobs.find(job.task).run(job.arguments["kwargs"])
        except Exception as error:
            # Frames and exception types only: a message can hold what a person wrote.
            trace = "".join(traceback.format_tb(error.__traceback__)[-6:]) + type(error).__qualname__
            dead = job.attempts >= MAX_ATTEMPTS
            log.error(
                "job_failed", task=job.task, job=str(job.pk), attempts=job.attempts, dead=dead, error=trace
            )
            mine.update(
                status=JobStatus.DEAD if dead else JobStatus.READY,
                due_at=timezone.now() + back_off(job.attempts),
                leased_until=None,
                finished_at=timezone.now() if dead else None,
                error=trace,
            )
        else:
            mine.update(status=JobStatus.DONE, leased_until=None, finished_at=timezone.now(), error="")
        finally:
            if not connection.in_atomic_block:  # else it is the caller's, who goes on with it
                close_old_connections()

    def _renew_leases(self) -> None:
        # Until the job in hand is done, not only until asked to stop: else another worker would take it meanwhile.
        while not self._finished.is_set():
            with contextlib.suppress(Exception):  # the next beat tries again; meanwhile the lease still runs
                now = timezone.now()
                Job.objects.filter(status=JobStatus.RUNNING, leased_by=self.name).update(
                    leased_until=now + self.lease
                )
                Heartbeat.objects.update_or_create(
                    name=self.name, defaults={"role": "worker", "last_seen_at": now}
                )
            close_old_connections()
            self._finished.wait(self.lease.total_seconds() / 3)
        with contextlib.suppress(Exception):
            Heartbeat.objects.filter(name=self.name).delete()
        connection.close()

    def _hand_back(self) -> None:
        """Jobs leased but not begun go back at once: nobody waits for the lease to run out."""
        with contextlib.suppress(Exception):
            Job.objects.filter(status=JobStatus.RUNNING, leased_by=self.name).update(
                status=JobStatus.READY, leased_until=None, attempts=F("attempts") - 1
            )
