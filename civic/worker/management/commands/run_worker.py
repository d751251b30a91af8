import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from civic.worker.runner import Worker
from civic.worker.schedule import enqueue_due, log


class Command(BaseCommand):
    help = "Carries out background jobs until stopped (SIGTERM or Ctrl+C finish the job in hand)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default="default", help="comma-separated: default, media")
        parser.add_argument(
            "--all", action="store_true", help="one thread per queue and the scheduler: one machine"
        )
        parser.add_argument(
            "--scheduler", action="store_true", help="also enqueue the lines of config/schedule.py"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        groups = [["default"], ["media"]] if options["all"] else [options["queues"].split(",")]
        workers = [Worker(queues=queues) for queues in groups]
        stopping = threading.Event()

        def stop(*signal_arguments: Any) -> None:
            stopping.set()
            for worker in workers:
                worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        threads = [threading.Thread(target=worker.run) for worker in workers]
        if options["all"] or options["scheduler"]:
            threads.append(threading.Thread(target=self._schedule, args=[stopping]))
        for thread in threads:
            thread.start()
        self.stdout.write("Worker started.")
        for thread in threads:
            while thread.is_alive():
                thread.join(timeout=0.5)

    def _schedule(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                enqueue_due()
            except Exception:
                log.exception("schedule_failed")
            close_old_connections()
            stopping.wait(5)
