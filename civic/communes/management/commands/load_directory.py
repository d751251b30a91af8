"""Load the compiled directory into the database; does nothing when it is already there."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from civic.communes.actions.directory import delete_failed_imports, load_directory
from civic.communes.directory.compiled import compiled_checksum, read_compiled
from civic.communes.directory.report import ImportReport
from civic.communes.enums import ImportKind
from civic.communes.management.import_command import failure_recorded
from civic.communes.queries.directory import is_loaded


class Command(BaseCommand):
    help = "Charge l’annuaire compilé des communes. Sans effet s’il est déjà chargé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.DIRECTORY_DIR))
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui changerait, sans rien changer"
        )
        parser.add_argument(
            "--force", action="store_true", help="charger de nouveau, même un annuaire plus petit"
        )
        parser.add_argument("--all", action="store_true", help="tout lister")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with failure_recorded(ImportKind.DIRECTORY, rehearsal=options["dry_run"]):
            report = self._load(**{name: options[name] for name in ("folder", "dry_run", "force")})
        for line in report.lines(everything=options["all"]):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Répétition : rien n’a été écrit.")
        self.stdout.write(f"Durée : {time.monotonic() - started:.1f} s")

    @staticmethod
    def _load(*, folder: Path, dry_run: bool, force: bool) -> ImportReport:
        if not force and is_loaded(kind=ImportKind.DIRECTORY, checksum=compiled_checksum(folder)):
            delete_failed_imports(kind=ImportKind.DIRECTORY)
            return ImportReport(already_loaded=True)
        return load_directory(compiled=read_compiled(folder), dry_run=dry_run, force=force)
