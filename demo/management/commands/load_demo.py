"""Load the demo: two communes, their people and two years of publications. Does nothing when it is already there."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.loading import build


class Command(BaseCommand):
    help = "Charge la démonstration : Èze, L’Aigle, leurs habitants et leurs publications. Sans effet si elle est là."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="quelques habitants et publications seulement"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La démonstration ne se charge qu’avec les réglages de démonstration.")
        if build.is_loaded():
            self.stdout.write("La démonstration est déjà chargée.")
            return
        started = time.monotonic()
        try:
            build.build(build.SMALL if options["small"] else build.FULL, self.stdout.write)
        except build.DirectoryMissing as error:
            raise CommandError(
                "Èze et L’Aigle manquent : chargez d’abord l’annuaire (load_directory)."
            ) from error
        self.stdout.write(f"Démonstration chargée en {time.monotonic() - started:.1f} s")
