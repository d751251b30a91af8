"""Bring in the file of mayors of the register of elected people (RNE)."""

from django.utils import timezone

from civic.communes.actions.directory import import_mayors
from civic.communes.directory.report import ImportReport
from civic.communes.directory.rne import mayors_from_csv
from civic.communes.enums import ImportKind
from civic.communes.management.import_command import ImportCommand


class Command(ImportCommand):
    kind = ImportKind.MAYORS
    help = "Importe le fichier officiel des maires (répertoire national des élus, CSV)."

    def bring_in(self, content: bytes, *, checksum: str, dry_run: bool, force: bool) -> ImportReport:
        reading = mayors_from_csv(content, today=timezone.localdate())
        return import_mayors(reading=reading, checksum=checksum, dry_run=dry_run, force=force)
