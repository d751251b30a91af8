"""What the three commands that bring in an official file have in common."""

import hashlib
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.communes.actions.directory import record_failed_import
from civic.communes.directory.records import UnreadableFile
from civic.communes.directory.report import ImportReport
from civic.communes.enums import ImportKind
from civic.core.refusals import Refusal


@contextmanager
def failure_recorded(kind: ImportKind, *, rehearsal: bool) -> Iterator[None]:
    """Such a command is often run by a clock: what stopped it is said where those who run the platform look, and not
    only where nobody reads it. A rehearsal is somebody who looks."""
    try:
        yield
    except Exception as error:
        match error:
            case UnreadableFile():
                problem = f"Fichier refusé, rien n’a été changé : {error}"
            case Refusal():
                problem = str(error)
            case OSError():
                problem = f"Fichier illisible : {error.strerror}"
            case _:
                problem = f"erreur imprévue ({type(error).__qualname__})"
        if not rehearsal:
            record_failed_import(kind=kind, problem=problem)
        if isinstance(error, UnreadableFile | Refusal | OSError):
            raise CommandError(problem) from error
        raise


class ImportCommand(BaseCommand):
    """Reads the file whole before the database is touched, then runs one action and prints its report."""

    kind: ImportKind

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
        with failure_recorded(self.kind, rehearsal=options["dry_run"]):
            content = options["file"].read_bytes()
            report = self.bring_in(
                content,
                checksum=hashlib.sha256(content).hexdigest(),
                dry_run=options["dry_run"],
                force=options["force"],
            )
        for line in report.lines(everything=options["all"]):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Répétition : rien n’a été écrit.")
        self.stdout.write(f"Durée : {time.monotonic() - started:.1f} s")

    @abstractmethod
    def bring_in(self, content: bytes, *, checksum: str, dry_run: bool, force: bool) -> ImportReport:
        """Read the content and run the action."""
