"""`manage.py requeue_dead_jobs [--task civic.delivery.actions.send_mail]`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from civic.worker import actions


class Command(BaseCommand):
    help = "Gives the jobs that were abandoned a fresh start, once what made them fail is mended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--task", default="", help="dotted path of the one task to try again")

    def handle(self, *args: Any, **options: Any) -> None:
        count = actions.requeue_dead_jobs(task=options["task"])
        self.stdout.write(f"{count} jobs will be tried again.")
