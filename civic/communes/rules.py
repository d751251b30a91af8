"""The shape of official facts."""

from typing import Any

from civic.communes.enums import Fact


def is_value_of(fact: Fact, value: Any) -> bool:
    """Has the shape in which this fact is kept."""
    match fact:
        case Fact.POPULATION | Fact.DENSITY:
            return type(value) is int and 0 <= value < 100_000_000
        case Fact.AREA:
            return isinstance(value, float) and 0 < value < 100_000
        case Fact.POSTAL_CODES:
            return isinstance(value, list) and bool(value) and all(_is_text(code, 5) for code in value)
        case Fact.PLACE:
            return _is_place(value)
        case Fact.HOURS:
            return isinstance(value, list) and all(map(_is_opening_range, value))
        case _:
            return _is_text(value, 500)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_place(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, float) for one in value):
        return False
    return abs(value[0]) <= 90 and abs(value[1]) <= 180


def _is_opening_range(entry: Any) -> bool:
    """As `directory.hours` keeps them."""
    return (
        isinstance(entry, dict)
        and entry.keys() == {"first", "last", "hours", "note"}
        and 1 <= entry["first"] <= entry["last"] <= 7
        and all(len(slot) == 2 and slot[0] < slot[1] for slot in entry["hours"])
    )
