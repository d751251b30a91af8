"""What the map says, and the words that are made of it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import TEXT_LENGTH
from civic.alerts.ready import ReadyMessage, ready_message
from civic.core.text import whole_number
from civic.core.viewer import Viewer
from civic.ui import french
from civic.vigilance.enums import FEATURE, READY_FOR, Colour, Phenomenon

_PARIS = ZoneInfo("Europe/Paris")
# « 2910 » is the coast of « 29 », of which its own sort of warning speaks.
_DOMAIN = re.compile(r"(2A|2B|\d{2})(?:10)?")
_YEARS = range(2000, 2200)
# How the texts say when it comes, the first that is found: the hours of a shelter stay a blank.
_WHEN = ("du [date] au [date]", "jusqu’au [date et heure]", "de [heure] à [heure]")


class MapUnreadable(ValueError):
    """It has not the documented shape: nothing is believed of it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    department: str
    phenomenon: int
    day: date
    colour: int
    begins_at: datetime
    ends_at: datetime

    @property
    def key(self) -> tuple[str, int, date]:
        return self.department, self.phenomenon, self.day


@dataclass(frozen=True, slots=True)
class VigilanceMap:
    days: frozenset[date]  # of which it speaks
    forecasts: list[Forecast]  # orange and red, each département, phenomenon and day once


def may_use(viewer: Viewer) -> bool:
    return FEATURE in viewer.features and viewer.may(SEND_ALERTS)


def read(content: Any) -> VigilanceMap:
    """`product.periods[].timelaps.domain_ids[].phenomenon_items[]`. Raises MapUnreadable. Single entries of another
    shape are passed over: a new sort of phenomenon does not silence the others."""
    periods = _at(content, "product", "periods")
    if not isinstance(periods, list) or not periods:
        raise MapUnreadable
    days: set[date] = set()
    found: dict[tuple[str, int, date], Forecast] = {}
    for period in periods:
        begins_at, ends_at = (
            _moment(_at(period, name)) for name in ("begin_validity_time", "end_validity_time")
        )
        domains = _at(period, "timelaps", "domain_ids")
        if begins_at is None or ends_at is None or not isinstance(domains, list):
            raise MapUnreadable
        day = begins_at.astimezone(_PARIS).date()
        days.add(day)
        for one in _forecasts(domains, day, begins_at, ends_at):
            other = found.get(one.key)
            found[one.key] = one if other is None or one.colour > other.colour else other
    return VigilanceMap(frozenset(days), list(found.values()))


def _forecasts(domains: list[Any], day: date, begins_at: datetime, ends_at: datetime) -> Iterator[Forecast]:
    for domain in domains:
        name, items = _DOMAIN.fullmatch(str(_at(domain, "domain_id"))), _at(domain, "phenomenon_items")
        if name is None or not isinstance(items, list):
            continue
        for item in items:
            phenomenon, colour = (
                _number(_at(item, key)) for key in ("phenomenon_id", "phenomenon_max_color_id")
            )
            if phenomenon in Phenomenon.values and colour in Colour.values:
                hours = _hours(_at(item, "timelaps_items")) or (begins_at, ends_at)
                yield Forecast(name[1], phenomenon, day, colour, *hours)


def _hours(intervals: Any) -> tuple[datetime, datetime] | None:
    """From the first orange or red to the last; of floods the map gives none."""
    ends: list[tuple[datetime, datetime]] = []
    for interval in intervals if isinstance(intervals, list) else []:
        begins_at, ends_at = (_moment(_at(interval, name)) for name in ("begin_time", "end_time"))
        if begins_at and ends_at and _number(_at(interval, "color_id")) in Colour.values:
            ends.append((begins_at, ends_at))
    return (min(first for first, _ in ends), max(last for _, last in ends)) if ends else None


def _at(content: Any, *names: str) -> Any:
    for name in names:
        content = content.get(name) if isinstance(content, dict) else None
    return content


def _number(value: Any) -> int:
    """The map gives some as text. 0 for anything else."""
    return whole_number(str(value), figures=2) or 0


def _moment(value: Any) -> datetime | None:
    """None also for the years at which a calendar ends: no clock of ours could show them."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def title_of(colour: int, phenomenon: int) -> str:
    return f"Vigilance {Colour(colour).label}\u00a0: {Phenomenon(phenomenon).label}"


def hours_of(begins_at: datetime, ends_at: datetime, zone: str, moment: datetime) -> tuple[str, str]:
    """As on the clocks of the commune."""
    here = ZoneInfo(zone)
    today = moment.astimezone(here)
    return (
        french.day_time(begins_at.astimezone(here), today),
        french.day_time(ends_at.astimezone(here), today),
    )


def hours_in_words(hours: tuple[str, str]) -> str:
    return f"Météo-France, du {hours[0]} au {hours[1]}"


def message_of(colour: int, phenomenon: int, hours: tuple[str, str]) -> ReadyMessage:
    """The text that is ready for it, with what the map knows filled in."""
    ready = ready_message(READY_FOR[Phenomenon(phenomenon)])
    assert ready
    first = f"Météo-France\u00a0: {title_of(colour, phenomenon).lower()}, du {hours[0]} au {hours[1]}."
    when = next((words for words in _WHEN if words in ready.text), "")
    text = ready.text.replace(when, f"du {hours[0]} au {hours[1]}", 1) if when else ready.text
    return ReadyMessage(ready.key, ready.label, ready.level, f"{first} {text}"[:TEXT_LENGTH])
