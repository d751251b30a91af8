"""What the three commands that bring in an official file have in common."""

import hashlib
import time
from abc import abstractmethod
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.communes.directory.records import UnreadableFile
from civic.communes.directory.report import ImportReport
from civic.core.refusals import Refusal


class ImportCommand(BaseCommand):
    """Reads the file whole before the database is touched, then runs one action and prints its report."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui changerait, sans rien changer"
        )
        parser.add_argument(
            "--force", action="store_true", help="accepter un fichier qui couvre peu de communes"
        )
        parser.add_argument(
            "--all", action="store_true", help="tout lister, au lieu des vingt premières lignes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            content = options["file"].read_bytes()
            report = self.bring_in(
                content,
                checksum=hashlib.sha256(content).hexdigest(),
                dry_run=options["dry_run"],
                force=options["force"],
            )
        except OSError as error:
            raise CommandError(f"Fichier illisible : {error.strerror}") from error
        except UnreadableFile as error:
            raise CommandError(f"Fichier refusé, rien n’a été changé : {error}") from error
        except Refusal as error:
            raise CommandError(str(error)) from error
        for line in report.lines(everything=options["all"]):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Répétition : rien n’a été écrit.")
        self.stdout.write(f"Durée : {time.monotonic() - started:.1f} s")

    @abstractmethod
    def bring_in(self, content: bytes, *, checksum: str, dry_run: bool, force: bool) -> ImportReport:
        """Read the content and run the action."""
