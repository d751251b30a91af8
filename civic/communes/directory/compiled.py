"""The compiled directory: a handful of small ``.csv.gz`` files that an installation loads in seconds.

``manifest.json`` holds the sources, the day of the data and the SHA-256 of each file; it is written last, so that a
directory without a manifest, or whose files do not match it, is an interrupted build and is refused.
"""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from civic.communes.directory.records import (
    CommuneRecord,
    FormerRecord,
    MayorRecord,
    Territories,
    TownHallRecord,
    UnreadableFile,
)

MANIFEST = "manifest.json"
_COLUMNS = {
    "territories": ("kind", "code", "name", "article", "parent"),
    "communes": (
        *("code", "name", "article", "department", "siren", "postal_codes", "population"),
        *("intercommunality", "former_codes"),
    ),
    "geography": (
        *("code", "area_km2", "latitude", "longitude", "town_hall_latitude", "town_hall_longitude"),
        "neighbours",
    ),
    "town_halls": ("code", "address", "phone", "email", "website", "opening_hours"),
    "mayors": ("code", "last_name", "first_name", "sex", "since"),
    "former": ("code", "name", "current_code"),
}


@dataclass(frozen=True, slots=True)
class CompiledDirectory:
    territories: Territories
    communes: list[CommuneRecord]
    town_halls: list[TownHallRecord]
    mayors: list[MayorRecord]
    former: list[FormerRecord]
    # One value for the whole content: the same checksum means nothing to load.
    checksum: str


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _written(folder: Path, name: str, rows: Iterable[Iterable[Any]]) -> str:
    """Write one file and return its SHA-256. The same rows always give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(_COLUMNS[name])
    writer.writerows([_cell(value) for value in row] for row in rows)
    content = gzip.compress(text.getvalue().encode(), mtime=0)
    (folder / f"{name}.csv.gz").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _attributes(name: str, records: Iterable[Any]) -> list[list[Any]]:
    return [[getattr(record, column) for column in _COLUMNS[name]] for record in records]


def write_compiled(
    folder: Path,
    *,
    territories: Territories,
    communes: list[CommuneRecord],
    town_halls: list[TownHallRecord],
    mayors: list[MayorRecord],
    former: list[FormerRecord],
    sources: dict[str, str],
) -> None:
    """Write the compiled directory into ``folder``, manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    places: list[tuple[Any, ...]] = [("region", c, n, "", "") for c, n in territories.regions.items()]
    places += [("department", c, *values) for c, values in territories.departments.items()]
    places += [("intercommunality", c, n, "", "") for c, n in territories.intercommunalities.items()]
    files = {
        "territories": _written(folder, "territories", places),
        "communes": _written(folder, "communes", _attributes("communes", communes)),
        "geography": _written(folder, "geography", _attributes("geography", communes)),
        "town_halls": _written(folder, "town_halls", _attributes("town_halls", town_halls)),
        "mayors": _written(folder, "mayors", _attributes("mayors", mayors)),
        "former": _written(folder, "former", _attributes("former", former)),
    }
    manifest = {"sources": sources, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")


def compiled_checksum(folder: Path) -> str:
    """The checksum of a compiled directory without reading its files."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = [f"{name}:{manifest['files'][name]}" for name in _COLUMNS]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"annuaire compilé absent ou incomplet dans {folder}") from error
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _rows(folder: Path, name: str, expected: str) -> list[dict[str, str]]:
    try:
        content = (folder / f"{name}.csv.gz").read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{name}.csv.gz absent") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise UnreadableFile(f"{name}.csv.gz ne correspond pas à {MANIFEST} : compilez de nouveau l’annuaire")
    text = io.StringIO(gzip.decompress(content).decode(), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def _number(value: str) -> float | None:
    return float(value) if value else None


def _commune(row: dict[str, str], place: dict[str, str]) -> CommuneRecord:
    return CommuneRecord(
        code=row["code"],
        name=row["name"],
        article=int(row["article"]),
        department=row["department"],
        siren=row["siren"] or None,
        postal_codes=tuple(row["postal_codes"].split()),
        population=int(row["population"]) if row["population"] else None,
        intercommunality=row["intercommunality"] or None,
        former_codes=tuple(row["former_codes"].split()),
        area_km2=_number(place.get("area_km2", "")),
        latitude=_number(place.get("latitude", "")),
        longitude=_number(place.get("longitude", "")),
        town_hall_latitude=_number(place.get("town_hall_latitude", "")),
        town_hall_longitude=_number(place.get("town_hall_longitude", "")),
        neighbours=tuple(place.get("neighbours", "").split()),
    )


def read_compiled(folder: Path) -> CompiledDirectory:
    """The whole compiled directory. Raises UnreadableFile when a file is missing, truncated or altered."""
    checksum = compiled_checksum(folder)
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    rows = {name: _rows(folder, name, files[name]) for name in _COLUMNS}
    try:
        kinds: dict[str, list[dict[str, str]]] = {"region": [], "department": [], "intercommunality": []}
        for row in rows["territories"]:
            kinds[row["kind"]].append(row)
        places = {row["code"]: row for row in rows["geography"]}
        return CompiledDirectory(
            territories=Territories(
                regions={r["code"]: r["name"] for r in kinds["region"]},
                departments={
                    r["code"]: (r["name"], int(r["article"]), r["parent"]) for r in kinds["department"]
                },
                intercommunalities={r["code"]: r["name"] for r in kinds["intercommunality"]},
            ),
            communes=[_commune(row, places.get(row["code"], {})) for row in rows["communes"]],
            town_halls=[
                TownHallRecord(**row | {"opening_hours": json.loads(row["opening_hours"] or "[]")})
                for row in rows["town_halls"]
            ],
            mayors=[
                MayorRecord(**row | {"since": date.fromisoformat(row["since"]) if row["since"] else None})  # type: ignore[arg-type]
                for row in rows["mayors"]
            ],
            former=[FormerRecord(**row) for row in rows["former"]],
            checksum=checksum,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise UnreadableFile(f"annuaire compilé illisible : {error}") from error
