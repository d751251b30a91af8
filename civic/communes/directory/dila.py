"""The national directory of administrations: town halls.

Three shapes of the same data: a JSON list, an object that holds the list, or the weekly ``.tar.bz2`` archive. Exports
of the API write lists as strings that hold JSON; both are read.
"""

import io
import json
import re
import tarfile
from pathlib import PurePosixPath
from typing import Any

from civic.communes.directory.fields import (
    cleaned,
    coordinate,
    email,
    insee_code,
    phone,
    postal_code,
    website,
)
from civic.communes.directory.hours import hours_from_directory
from civic.communes.directory.names import typographic
from civic.communes.directory.records import Reading, TownHallRecord, UnreadableFile
from civic.core.text import unaccented

_LARGEST_JSON = 1_500_000_000
_ARCHIVED_FILE = "gouv_local.json"
_ANNEXE = re.compile(
    r"\b(mairie deleguee|mairie annexe|annexe|mairie de quartier|mairie d arrondissement|antenne)\b"
)


def _json_of_archive(content: bytes) -> bytes:
    """The JSON file inside the archive, read in memory: nothing is ever written where a member's name says."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                if path.is_absolute() or ".." in path.parts:
                    raise UnreadableFile(f"archive refusée : chemin dangereux « {cleaned(member.name, 80)} »")
                if not path.name.endswith(_ARCHIVED_FILE):
                    continue
                file = archive.extractfile(member) if member.isfile() else None
                if file is None or member.size > _LARGEST_JSON:
                    raise UnreadableFile(
                        "archive refusée : le fichier attendu n’est pas un fichier ordinaire"
                    )
                return file.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UnreadableFile(f"archive illisible : {error}") from error
    raise UnreadableFile(f"l’archive ne contient pas de fichier « …{_ARCHIVED_FILE} »")


def _entries(content: bytes) -> list[Any]:
    if content[:3] == b"BZh" or content[:2] == b"\x1f\x8b" or content[257:262] == b"ustar":
        content = _json_of_archive(content)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"JSON illisible : {error}") from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = max(lists, key=len, default=None)
    if not isinstance(data, list):
        raise UnreadableFile("aucune liste d’administrations dans ce fichier")
    return data


def _items(value: Any) -> list[Any]:
    """A list, whether it came as a list, as a string that holds JSON, or as one bare value."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, list):
        return value
    return [value] if value else []


def _first_value(value: Any) -> str:
    for item in _items(value):
        text = item.get("valeur") if isinstance(item, dict) else item
        if text:
            return str(text)
    return ""


def _pivot_code(entry: dict[str, Any]) -> str | None:
    for pivot in _items(entry.get("pivot")):
        if isinstance(pivot, dict) and pivot.get("type_service_local") == "mairie":
            for code in _items(pivot.get("code_insee_commune")):
                return insee_code(code)
    return None


def _is_town_hall(entry: dict[str, Any]) -> bool:
    pivots = [p for p in _items(entry.get("pivot")) if isinstance(p, dict)]
    return any(p.get("type_service_local") == "mairie" for p in pivots) or str(
        entry.get("ancien_code_pivot", "")
    ).startswith("mairie-")


def _address(entry: dict[str, Any]) -> tuple[str, float | None, float | None]:
    """Postal address on two or three lines, then latitude and longitude in degrees."""
    places = [a for a in _items(entry.get("adresse")) if isinstance(a, dict)]
    places.sort(key=lambda a: a.get("type_adresse") != "Adresse")
    for place in places:
        street = [typographic(cleaned(place.get(k))) for k in ("complement1", "complement2", "numero_voie")]
        street.append(typographic(cleaned(place.get("service_distribution"))))
        city = typographic(
            f"{postal_code(place.get('code_postal')) or ''} {cleaned(place.get('nom_commune'))}"
        )
        lines = [line for line in (*street, city) if line]
        latitude = coordinate(place.get("latitude"), 90)
        longitude = coordinate(place.get("longitude"), 180)
        if latitude is None or longitude is None:
            latitude = longitude = None
        return "\n".join(lines), latitude, longitude
    return "", None, None


def _record(entry: dict[str, Any], code: str) -> TownHallRecord:
    address, latitude, longitude = _address(entry)
    return TownHallRecord(
        code=code,
        address=address,
        phone=phone(_first_value(entry.get("telephone")), code),
        email=email(_first_value(entry.get("adresse_courriel"))),
        website=website(_first_value(entry.get("site_internet"))),
        opening_hours=hours_from_directory(_items(entry.get("plage_ouverture"))),
        latitude=latitude,
        longitude=longitude,
    )


def _rank(entry: dict[str, Any], code: str) -> int:
    """Which of several entries for one commune is the main town hall: the lowest."""
    return 0 if entry.get("ancien_code_pivot") == f"mairie-{code}-01" else 1


def town_halls_from_directory(content: bytes) -> Reading[TownHallRecord]:
    """The main town hall of each commune. "Lines" of the refusals are the positions in the list, from 1."""
    reading: Reading[TownHallRecord] = Reading()
    best: dict[str, tuple[int, int, dict[str, Any]]] = {}
    for position, entry in enumerate(_entries(content), start=1):
        if not isinstance(entry, dict):
            reading.refuse(position, "fiche illisible")
            continue
        if not _is_town_hall(entry) or _ANNEXE.search(unaccented(str(entry.get("nom", "")))):
            continue
        code = _pivot_code(entry) or insee_code(entry.get("code_insee_commune"))
        if code is None:
            name = cleaned(entry.get("nom"), 80)
            reading.refuse(position, f"mairie sans code de commune lisible : « {name} »")
            continue
        candidate = (_rank(entry, code), position, entry)
        if code in best:
            loser = max(best[code], candidate, key=lambda c: c[:2])
            reading.refuse(loser[1], f"autre fiche pour la commune {code} : la mairie principale est gardée")
            candidate = min(best[code], candidate, key=lambda c: c[:2])
        best[code] = candidate
    for code, (_, position, entry) in best.items():
        reading.add(_record(entry, code), position)
    return reading
