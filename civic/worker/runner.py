"""Carries out jobs: takes a batch on a lease, and renews it while working. A job may run twice, never zero times."""

import contextlib
import os
import socket
import threading
import traceback
from datetime import timedelta

import structlog
from django.db import close_old_connections, connection

from civic.core import jobs
from civic.core.clock import now
from civic.core.jobs import Lane
from civic.worker import leases
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job

LEASE = timedelta(seconds=60)
BATCH = 20
MOST_TRIES_WHILE_WAITED_FOR = 5  # the pauses between them last about an hour: then whoever waits is told

log = structlog.get_logger("civic.worker")


class Worker:
    """Of one lane: a thread that works and one that renews the leases."""

    def __init__(self, lane: Lane, *, poll_seconds: float = 0.5, lease: timedelta = LEASE) -> None:
        # Never the same twice, not even in a container where the process number is: a worker that renewed the leases
        # of its former life would keep its jobs from everyone.
        life = os.urandom(4).hex()
        self.name = f"{socket.gethostname()[:32]}-{life}-{lane.value}"
        self.lane = lane
        self.poll_seconds = poll_seconds
        self.lease = lease
        self.stop_requested = threading.Event()
        self._finished = threading.Event()

    def run(self) -> None:
        """Work until asked to stop; the job in hand is finished first."""
        lease_renewal = threading.Thread(target=self._renew_leases, daemon=True)
        lease_renewal.start()
        while not self.stop_requested.is_set():
            try:
                worked = self.run_batch()
            except Exception:
                # The database is away: wait for it rather than die.
                log.exception("batch_failed")
                worked = 0
                close_old_connections()
            if not worked:
                self._close_connections()  # eight lanes that wait for work keep no connection of the pool
                self.stop_requested.wait(self.poll_seconds)
        self._release_leases()
        self._finished.set()
        lease_renewal.join(timeout=5)

    def stop(self, *signal_arguments: object) -> None:
        self.stop_requested.set()

    def run_batch(self) -> int:
        """Take and carry out what is due now. Returns how many jobs were tried."""
        tried = 0
        for job in self.take():
            if self.stop_requested.is_set():
                break
            self.carry_out(job)
            tried += 1
        return tried

    def take(self) -> list[Job]:
        """Lease up to BATCH due jobs, those of dead workers included. Those of one moment in the order of their
        enqueuing: else an answer could be told of before what it answers."""
        return leases.claim(
            Job.objects.filter(queue=self.lane).order_by("-priority", "due_at", "pk"),
            limit=BATCH if self.lane.is_short_work else 1,
            lease=self.lease,
            by_status=True,
            leased_by=self.name,
        )

    def carry_out(self, job: Job) -> None:
        mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, leased_by=self.name)
        try:
            found = jobs.find(job.task)
            if found.otherwise and job.attempts > MOST_TRIES_WHILE_WAITED_FOR:
                found.run_otherwise(job.arguments)
                mine.update(status=JobStatus.DEAD, leased_until=None, finished_at=now())
                return
            found.run(job.arguments)
        except Exception as error:
            # Frames and exception types only: a message can hold what a person wrote.
            trace = "".join(traceback.format_tb(error.__traceback__)[-6:]) + type(error).__qualname__
            last = job.attempts >= leases.MAX_ATTEMPTS
            log.error(
                "job_failed", task=job.task, job=str(job.pk), attempts=job.attempts, dead=last, error=trace
            )
            leases.fail(mine, attempts=job.attempts, error=trace)
        else:
            mine.update(status=JobStatus.DONE, leased_until=None, finished_at=now(), error="")
        finally:
            self._close_connections()

    @staticmethod
    def _close_connections() -> None:
        if not connection.in_atomic_block:  # else it is the caller's, who goes on with it
            close_old_connections()

    def _renew_leases(self) -> None:
        # Until the job in hand is done, not only until asked to stop: else another worker would take it meanwhile.
        while not self._finished.is_set():
            with contextlib.suppress(Exception):  # the next beat tries again; meanwhile the lease still runs
                leases.renew(Job.objects.filter(leased_by=self.name), lease=self.lease)
                Heartbeat.objects.update_or_create(
                    name=self.name, defaults={"role": "worker", "last_seen_at": now()}
                )
            close_old_connections()
            self._finished.wait(self.lease.total_seconds() / 3)
        with contextlib.suppress(Exception):
            Heartbeat.objects.filter(name=self.name).delete()
        connection.close()

    def _release_leases(self) -> None:
        """Jobs leased but not begun go back at once: nobody waits for the lease to run out."""
        with contextlib.suppress(Exception):
            leases.release(Job.objects.filter(leased_by=self.name))
