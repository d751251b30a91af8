"""The communes themselves: ``communes.json`` of the administrative division, or an answer of API Géo.

Both are JSON lists of objects with ``code`` and ``nom``. API Géo adds the area (in hectares) and two points; the
other one adds the TNCC code of the name and the codes of the communes that were merged.
"""

import json
from typing import Any

from civic.communes.directory.departments import department_code_of
from civic.communes.directory.fields import cleaned, coordinate, insee_code, postal_code, siren
from civic.communes.directory.names import Article, typographic
from civic.communes.directory.records import CommuneRecord, FormerRecord, Reading, UnreadableFile

_CURRENT = "commune-actuelle"
_FORMER_TYPES = ("commune-deleguee", "commune-associee")


def json_list(content: bytes) -> list[Any]:
    """The list that the file is made of."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"JSON illisible : {error}") from error
    if not isinstance(data, list):
        raise UnreadableFile("une liste de communes était attendue")
    return data


def _article(value: Any) -> int | None:
    return value if isinstance(value, int) and value in set(Article) else None


def _population(value: Any) -> int | None:
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 50_000_000 else None
    )


def _point(value: Any) -> tuple[float | None, float | None]:
    """Latitude and longitude of a GeoJSON point (which writes the longitude first)."""
    coordinates = value.get("coordinates") if isinstance(value, dict) else None
    if not isinstance(coordinates, list) or len(coordinates) != 2:
        return None, None
    latitude, longitude = coordinate(coordinates[1], 90), coordinate(coordinates[0], 180)
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def _record(entry: dict[str, Any], code: str, name: str) -> CommuneRecord:
    raw_codes = entry.get("codesPostaux")
    former = entry.get("anciensCodes")
    area = entry.get("surface")
    latitude, longitude = _point(entry.get("centre"))
    town_hall_latitude, town_hall_longitude = _point(entry.get("mairie"))
    intercommunality = entry.get("codeEpci")
    return CommuneRecord(
        code=code,
        name=name,
        article=_article(entry.get("typeLiaison")),
        department=department_code_of(code),
        siren=siren(entry.get("siren")),
        postal_codes=(
            tuple(sorted({c for c in map(postal_code, raw_codes) if c}))
            if isinstance(raw_codes, list)
            else None
        ),
        population=_population(entry.get("population")),
        intercommunality=siren(intercommunality),
        former_codes=(
            tuple(sorted(c for c in map(insee_code, former) if c)) if isinstance(former, list) else None
        ),
        area_km2=round(area / 100, 2) if isinstance(area, (int, float)) and area > 0 else None,
        latitude=latitude,
        longitude=longitude,
        town_hall_latitude=town_hall_latitude,
        town_hall_longitude=town_hall_longitude,
    )


def communes_from_json(content: bytes) -> tuple[Reading[CommuneRecord], list[FormerRecord]]:
    """Current communes, and the former ones that the file still names. Positions in the list count from 1."""
    reading: Reading[CommuneRecord] = Reading()
    former: list[FormerRecord] = []
    for position, entry in enumerate(json_list(content), start=1):
        if not isinstance(entry, dict):
            reading.refuse(position, "entrée illisible")
            continue
        code = insee_code(entry.get("code"))
        name = typographic(cleaned(entry.get("nom"), 120))
        kind = entry.get("type", _CURRENT)
        if code is None:
            reading.refuse(position, f"code de commune illisible : « {cleaned(entry.get('code'), 20)} »")
        elif not name:
            reading.refuse(position, f"nom absent pour la commune {code}")
        elif kind in _FORMER_TYPES:
            current = insee_code(entry.get("chefLieu"))
            if current:
                former.append(FormerRecord(code=code, name=name, current_code=current))
        elif kind == _CURRENT:
            reading.add(_record(entry, code, name), position)
    return reading, former
