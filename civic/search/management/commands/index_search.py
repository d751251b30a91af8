from typing import Any

from django.core.management.base import BaseCommand

from civic.search.actions import index_all


class Command(BaseCommand):
    help = (
        "Give the worker all texts to index, as it does every night: after an upgrade, what was there before."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        index_all()
        self.stdout.write("Textes confiés au travail de fond.")
