"""The worker, as often as there is something to do."""

from civic.core.jobs import Lane
from civic.worker.runner import Worker


def carry_out_jobs() -> None:
    workers = [Worker(lane) for lane in Lane]
    while sum(worker.run_batch() for worker in workers):
        pass
