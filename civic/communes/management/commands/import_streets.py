"""Bring in the streets that are proposed while an address is typed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.communes.actions.streets import import_streets
from civic.communes.directory.ban import streets_of
from civic.communes.directory.records import UnreadableFile


class Command(BaseCommand):
    help = (
        "Importe les rues de la base adresse nationale (adresses-06.csv.gz, un fichier par département), ou d’une base "
        "adresse locale."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["files"]:
            try:
                count, unknown = import_streets(streets=streets_of(file))
            except UnreadableFile as error:
                raise CommandError(f"{file.name} refusé, rien n’en a été importé : {error}") from error
            except OSError as error:
                raise CommandError(f"{file.name} illisible : {error.strerror}") from error
            self.stdout.write(f"{file.name} : {count} rues.")
            if unknown:
                self.stdout.write(f"Communes inconnues : {', '.join(unknown)}")
