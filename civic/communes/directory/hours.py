"""Opening hours of a town hall: read from the official formats, kept in one shape, written in French.

The shape kept: a list of ``{"first": 1, "last": 5, "hours": [["09:00", "12:00"], ["14:00", "17:00"]], "note": ""}``,
days numbered from Monday = 1 to Sunday = 7.
"""

import re
from typing import Any, TypedDict

from civic.communes.directory.names import typographic
from civic.core.text import unaccented

NBSP = "\N{NO-BREAK SPACE}"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY_NUMBERS = {name: number for number, name in enumerate(DAYS, start=1)}
_TIME = re.compile(r"^(\d{1,2})[:hH](\d{2})(?::\d{2})?$")
_LONGEST_NOTE = 300


class OpeningRange(TypedDict):
    """The same hours on one day or on several days in a row."""

    first: int
    last: int
    hours: list[list[str]]
    note: str


def _time(value: Any) -> str | None:
    match = _TIME.match(str(value or "").strip())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return f"{hour:02}:{minute:02}"


def _slots(pairs: list[tuple[Any, Any]]) -> list[list[str]]:
    """Readable, non-empty slots in order; a slot that overlaps the one before is dropped."""
    found = sorted(
        [start, end]
        for start, end in ((_time(a), _time(b)) for a, b in pairs)
        if start is not None and end is not None and start < end
    )
    ordered: list[list[str]] = []
    for slot in found:
        if not ordered or slot[0] >= ordered[-1][1]:
            ordered.append(slot)
    return ordered


def _range(first: Any, last: Any, pairs: list[tuple[Any, Any]], note: Any = "") -> OpeningRange | None:
    start = _DAY_NUMBERS.get(unaccented(str(first or "")))
    end = _DAY_NUMBERS.get(unaccented(str(last or first or "")))
    hours = _slots(pairs)
    if start is None or end is None or end < start or not hours:
        return None
    words = typographic(str(note or ""))[:_LONGEST_NOTE]
    return {"first": start, "last": end, "hours": hours, "note": words}


def hours_from_triples(value: Any) -> list[OpeningRange]:
    """From ``[["lundi", "vendredi", [["09:00:00", "12:00:00"], …]], …]``; unreadable entries are left out."""
    ranges = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], list):
            pairs = [(slot[0], slot[1]) for slot in entry[2] if isinstance(slot, list) and len(slot) == 2]
            ranges.append(_range(entry[0], entry[1], pairs))
    return _ordered(ranges)


def hours_from_directory(value: Any) -> list[OpeningRange]:
    """From ``plage_ouverture`` of the national directory of administrations; unreadable entries are left out."""
    ranges = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, dict):
            pairs = [
                (entry.get(f"valeur_heure_debut_{n}"), entry.get(f"valeur_heure_fin_{n}")) for n in (1, 2)
            ]
            days = entry.get("nom_jour_debut"), entry.get("nom_jour_fin")
            ranges.append(_range(*days, pairs, entry.get("commentaire")))
    return _ordered(ranges)


def _ordered(ranges: list[OpeningRange | None]) -> list[OpeningRange]:
    return sorted((r for r in ranges if r is not None), key=lambda r: (r["first"], r["last"], r["hours"]))


def spoken_time(value: str) -> str:
    hour, minute = value.split(":")
    return f"{int(hour)}{NBSP}h" + (f"{NBSP}{minute}" if minute != "00" else "")


def _spoken_days(first: int, last: int) -> str:
    if first == last:
        return f"Le {DAYS[first - 1]}"
    if last == first + 1:
        return f"Le {DAYS[first - 1]} et le {DAYS[last - 1]}"
    return f"Du {DAYS[first - 1]} au {DAYS[last - 1]}"


def opening_lines(ranges: list[OpeningRange]) -> list[str]:
    """ "Du lundi au vendredi : de 9 h à 12 h et de 14 h à 16 h 30", one line per range."""
    lines = []
    for entry in ranges:
        slots = " et ".join(f"de {spoken_time(a)} à {spoken_time(b)}" for a, b in entry["hours"])
        note = f" ({entry['note'].rstrip('.')})" if entry["note"] else ""
        lines.append(f"{_spoken_days(entry['first'], entry['last'])}{NBSP}: {slots}{note}")
    return lines
