"""Bring in the official list of communes: API Géo, or the administrative division."""

from civic.communes.actions.directory import import_communes
from civic.communes.directory.communes_json import communes_from_json
from civic.communes.directory.report import ImportReport
from civic.communes.enums import ImportKind
from civic.communes.management.import_command import ImportCommand


class Command(ImportCommand):
    kind = ImportKind.COMMUNES
    help = "Importe la liste officielle des communes (JSON de l’API Géo ou du découpage administratif)."

    def bring_in(self, content: bytes, *, checksum: str, dry_run: bool, force: bool) -> ImportReport:
        reading, former = communes_from_json(content)
        return import_communes(
            reading=reading, former=former, checksum=checksum, dry_run=dry_run, force=force
        )
