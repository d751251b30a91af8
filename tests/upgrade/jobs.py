"""The worker, as often as there is something to do."""

from civic.worker.runner import Worker


def carry_out_jobs() -> None:
    workers = [Worker(queues=[queue]) for queue in ("default", "sending", "media")]
    while sum(worker.run_batch() for worker in workers):
        pass
