"""What the map says, and the words that are made of it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from civic.alerts.enums import SEND_ALERTS, Level
from civic.alerts.models import TEXT_LENGTH
from civic.alerts.ready import ReadyMessage, ready_message
from civic.core.desk_sources import DeskBadge
from civic.core.text import whole_number
from civic.core.viewer import Viewer
from civic.ui import french
from civic.vigilance.enums import FEATURE, READY_FOR, Colour, Phenomenon

_PARIS = ZoneInfo("Europe/Paris")
# « 2910 » is the coast of « 29 », of which its own sort of warning speaks.
_COAST = "10"
_DOMAIN = re.compile(rf"(0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5])(?:{_COAST})?")
_COLOURS = range(1, 5)
_LONGEST = timedelta(days=3)  # of a period: it is a day
_PERIODS = 2  # today and tomorrow
_AHEAD, _BEHIND = timedelta(days=3), timedelta(days=1)  # where they may lie: a map may be of yesterday
_YEARS = range(2000, 2200)
# How the texts say when it comes, the first that is found: the hours of a shelter stay a blank.
_WHEN = ("du [date] au [date]", "jusqu’au [date et heure]", "de [heure] à [heure]")


_LEVELS = {Colour.ORANGE: Level.IMPORTANT, Colour.RED: Level.DANGER}

type Hours = tuple[datetime, datetime]


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


class _Item(NamedTuple):
    phenomenon: int
    colour: int
    intervals: Any


@dataclass(frozen=True, slots=True)
class VigilanceMap:
    forecasts: list[Forecast]  # orange and red, each département, phenomenon and day once
    read: frozenset[tuple[str, date]]  # domains of which all was understood, each with its day

    def is_silent_about(self, department: str, phenomenon: int, day: date) -> bool:
        """It speaks of that place and day, and no longer of this."""
        coast = _COAST if phenomenon == Phenomenon.SEA else ""
        named = any(one.key == (department, phenomenon, day) for one in self.forecasts)
        return not named and (department + coast, day) in self.read


def may_use(viewer: Viewer) -> bool:
    return FEATURE in viewer.features and viewer.may(SEND_ALERTS)


def read(content: Any, moment: datetime) -> VigilanceMap:
    """`product.periods[].timelaps.domain_ids[].phenomenon_items[]`. Raises MapUnreadable. Single entries of another
    shape are passed over: a new sort of phenomenon does not silence the others."""
    periods = _at(content, "product", "periods")
    if not isinstance(periods, list) or not 0 < len(periods) <= _PERIODS:
        raise MapUnreadable
    read: set[tuple[str, date]] = set()
    unread: set[tuple[str, date]] = set()
    found: dict[tuple[str, int, date], Forecast] = {}
    for period in periods:
        begins_at, ends_at = (
            _moment(_at(period, name)) for name in ("begin_validity_time", "end_validity_time")
        )
        domains = _at(period, "timelaps", "domain_ids")
        if begins_at is None or ends_at is None or not isinstance(domains, list):
            raise MapUnreadable
        if not begins_at < ends_at <= begins_at + _LONGEST:
            raise MapUnreadable
        if begins_at > moment + _AHEAD or ends_at < moment - _BEHIND:
            raise MapUnreadable
        day = begins_at.astimezone(_PARIS).date()
        for domain in domains:
            name, (items, is_whole) = str(_at(domain, "domain_id")), _items_of(domain)
            (read if is_whole else unread).add((name, day))
            for one in _forecasts(name, items, day, (begins_at, ends_at)):
                other = found.get(one.key)
                found[one.key] = one if other is None or one.colour > other.colour else other
    return VigilanceMap(list(found.values()), frozenset(read - unread))


def _items_of(domain: Any) -> tuple[list[_Item], bool]:
    """Those that are understood, and whether that is all of them."""
    listed = _at(domain, "phenomenon_items")
    items = [
        _Item(
            _number(_at(one, "phenomenon_id")),
            _number(_at(one, "phenomenon_max_color_id")),
            _at(one, "timelaps_items"),
        )
        for one in (listed if isinstance(listed, list) else [])
    ]
    understood = [item for item in items if item.phenomenon and item.colour in _COLOURS]
    return understood, isinstance(listed, list) and len(understood) == len(items)


def _forecasts(name: str, items: list[_Item], day: date, hours: Hours) -> Iterator[Forecast]:
    domain = _DOMAIN.fullmatch(name)
    for item in items if domain else ():
        if item.phenomenon in Phenomenon.values and item.colour in Colour.values:
            assert domain
            yield Forecast(domain[1], item.phenomenon, day, item.colour, *_hours(item.intervals, hours))


def _hours(intervals: Any, period: Hours) -> Hours:
    """From the first orange or red to the last, within the period; of floods the map gives none."""
    found: list[Hours] = []
    for interval in intervals if isinstance(intervals, list) else []:
        begins_at, ends_at = (_moment(_at(interval, name)) for name in ("begin_time", "end_time"))
        if begins_at and ends_at and _number(_at(interval, "color_id")) in Colour.values:
            begins_at, ends_at = max(begins_at, period[0]), min(ends_at, period[1])
            if begins_at < ends_at:
                found.append((begins_at, ends_at))
    return (min(first for first, _ in found), max(last for _, last in found)) if found else period


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


def badge_of(colour: int) -> DeskBadge:
    label = Colour(colour).label.capitalize()
    if colour == Colour.RED:
        return DeskBadge(label, "exclamation-triangle-fill", "poppy")
    return DeskBadge(label, "exclamation-triangle", "sun")


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
    named = f"vigilance {Colour(colour).label} ({Phenomenon(phenomenon).label})"
    first = f"Météo-France annonce une {named}, du {hours[0]} au {hours[1]}."
    when = next((words for words in _WHEN if words in ready.text), "")
    text = ready.text.replace(when, f"du {hours[0]} au {hours[1]}", 1) if when else ready.text
    return replace(ready, level=_LEVELS[Colour(colour)], text=f"{first} {text}"[:TEXT_LENGTH])
