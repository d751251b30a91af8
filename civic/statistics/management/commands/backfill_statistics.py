"""Counts publications, comments, likes and residents of past days again: `manage.py backfill_statistics [--since DAY]`.

Once, when the figures are installed beside contents that are there already; or after the workers were away for longer
than the nightly closing catches up by itself.
"""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from civic.statistics.actions import rollup as actions


class Command(BaseCommand):
    help = "Counts what past days held again, from the contents that are there. Visits stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, help="2026-01-31; without it, from the opening"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        closed = actions.close_days()
        written = actions.backfill(since=options["since"])
        self.stdout.write(f"{closed} days were closed, {written} recounted.")
