"""Bring in the town halls of the national directory of administrations."""

from civic.communes.actions.directory import import_town_halls
from civic.communes.directory.dila import town_halls_from_directory
from civic.communes.directory.report import ImportReport
from civic.communes.enums import ImportKind
from civic.communes.management.import_command import ImportCommand


class Command(ImportCommand):
    kind = ImportKind.TOWN_HALLS
    help = (
        "Importe les mairies de l’annuaire de l’administration (JSON, export de l’API ou archive .tar.bz2)."
    )

    def bring_in(self, content: bytes, *, checksum: str, dry_run: bool, force: bool) -> ImportReport:
        reading = town_halls_from_directory(content)
        return import_town_halls(reading=reading, checksum=checksum, dry_run=dry_run, force=force)
