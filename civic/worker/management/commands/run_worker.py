import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, close_old_connections

from civic.core import children
from civic.core.jobs import Lane
from civic.worker.runner import Worker
from civic.worker.schedule import enqueue_due, log


class Command(BaseCommand):
    help = "Carries out background jobs and the schedule until stopped; the job in hand is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lanes",
            nargs="+",
            type=Lane,
            default=list(Lane),
            help=f"each by a thread of its own; without it all of them: {', '.join(Lane)}",
        )
        parser.add_argument(
            "--no-scheduler", action="store_true", help="leave the scheduled tasks to another"
        )

    def get_check_kwargs(self, options: Any) -> Any:
        return super().get_check_kwargs(options) | {"databases": [DEFAULT_DB_ALIAS]}

    def handle(self, *args: Any, **options: Any) -> None:
        workers = [Worker(lane) for lane in options["lanes"]]
        stop_requested = threading.Event()

        def stop(*signal_arguments: Any) -> None:
            stop_requested.set()
            for worker in workers:
                worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        threads = [threading.Thread(target=worker.run) for worker in workers]
        if not options["no_scheduler"]:
            threads.append(threading.Thread(target=self._schedule, args=[stop_requested]))
        for thread in threads:
            thread.start()
        standing = ", ".join(["limited in memory, time and size of files", *children.available_sandbox()])
        self.stdout.write(f"Worker started. What it starts is {standing}.")
        for thread in threads:
            while thread.is_alive():
                thread.join(timeout=0.5)

    def _schedule(self, stop_requested: threading.Event) -> None:
        while not stop_requested.is_set():
            try:
                enqueue_due()
            except Exception:
                log.exception("schedule_failed")
            close_old_connections()
            stop_requested.wait(5)
