"""The lanes at work: all beside a test, as `run_worker` starts them, or one after the other until nothing is due."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from civic.core.jobs import Lane
from civic.worker.enums import JobStatus
from civic.worker.models import Job
from civic.worker.runner import Worker


def carry_out_jobs(*lanes: Lane) -> int:
    """Every job that is due, those that they enqueue included. Returns how many were tried. A lane that has nothing is
    not asked: asking all of them after each job took three quarters of the time of whoever waits for summaries."""
    tried, workers = 0, [Worker(lane) for lane in lanes or Lane]
    while waiting := _lanes_with_jobs():
        count = sum(_work_off(worker) for worker in workers if worker.lane in waiting)
        if not count:  # what is left is due later
            break
        tried += count
    return tried


def _lanes_with_jobs() -> set[str]:
    unfinished = Job.objects.filter(status__in=[JobStatus.READY, JobStatus.RUNNING])
    return set(unfinished.values_list("queue", flat=True).order_by().distinct())


def _work_off(worker: Worker) -> int:
    tried = 0
    while count := worker.run_batch():
        tried += count
    return tried


@contextmanager
def all_lanes(*, poll_seconds: float) -> Iterator[None]:
    workers = [Worker(lane, poll_seconds=poll_seconds) for lane in Lane]

    def work(one: Worker) -> None:
        try:
            one.run()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[one]) for one in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in workers:
            one.stop()
        for thread in threads:
            thread.join(timeout=20)
