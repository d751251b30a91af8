"""Every lane at work, as `run_worker` starts them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from civic.core.jobs import Lane
from civic.worker.runner import Worker


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
