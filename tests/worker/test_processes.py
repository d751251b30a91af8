"""Real worker processes on the tests' own database: killed in the middle of a job, asked to stop, two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from civic.journal.models import Entry
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job
from tests.worker import work

pytestmark = [pytest.mark.once, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
from datetime import timedelta
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from civic.core.jobs import Lane
from civic.worker.runner import Worker
import signal
worker = Worker(Lane.PEOPLE, poll_seconds=0.05, lease=timedelta(seconds=2))
signal.signal(signal.SIGTERM, worker.stop)
worker.run()
"""


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        database = str(connection.settings_dict["NAME"])
        environment = os.environ | {"TEST_STATE_DIR": str(settings.STATE)}
        program = subprocess.Popen([sys.executable, "-c", PROGRAM, database], cwd=ROOT, env=environment)
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.wait()


def until(condition: Callable[[], bool], seconds: float = 25) -> None:
    """Wait for another process to get there."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, list(Job.objects.values_list("task", "status", "attempts", "error"))
        time.sleep(0.05)


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at", "id").values_list("kind", flat=True))


def test_a_killed_worker_leaves_its_job_to_another(start_worker):
    work.hang.enqueue(seconds=1)
    victim = start_worker()
    until(lambda: kinds() == ["Began"])
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert Job.objects.get().status == JobStatus.RUNNING
    start_worker()
    until(lambda: Job.objects.get().status == JobStatus.DONE)
    assert kinds() == ["Began", "Began", "Ended"]
    assert Job.objects.get().attempts == 2


def test_a_long_job_is_not_taken_from_a_worker_that_lives(start_worker):
    """Longer than the lease, with a second worker beside."""
    work.hang.enqueue(seconds=4)
    start_worker()
    start_worker()
    until(lambda: Job.objects.get().status == JobStatus.DONE)
    assert kinds() == ["Began", "Ended"]


def test_a_worker_asked_to_stop_finishes_what_it_holds(start_worker):
    work.hang.enqueue(seconds=1)
    work.leave_trace.enqueue(word="suivant")
    program = start_worker()
    until(lambda: kinds() == ["Began"])
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=15) == 0
    assert kinds() == ["Began", "Ended"]
    assert sorted(Job.objects.values_list("status", "attempts")) == [
        (JobStatus.DONE, 1),
        (JobStatus.READY, 0),
    ]
    assert Heartbeat.objects.count() == 0


def test_a_worker_asked_to_stop_keeps_its_lease_until_the_job_is_done(start_worker):
    """Twice as long as the lease, with a second worker waiting for it."""
    work.hang.enqueue(seconds=4)
    program = start_worker()
    until(lambda: kinds() == ["Began"])
    program.send_signal(signal.SIGTERM)
    start_worker()
    assert program.wait(timeout=15) == 0
    assert kinds() == ["Began", "Ended"]
    assert Job.objects.get().attempts == 1


def test_two_workers_do_each_job_once(start_worker):
    for number in range(60):
        work.leave_trace.enqueue(word=str(number))
    start_worker()
    start_worker()
    until(lambda: Job.objects.exclude(status=JobStatus.DONE).count() == 0)
    assert sorted(work.recorded(), key=int) == [str(number) for number in range(60)]
