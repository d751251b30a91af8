"""Days of the demo: seasons fall where they should whenever it is loaded, and weekdays are the right ones."""

import re
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from civic.ui.french import DAYS, MONTHS, NO_BREAK

ZONE = ZoneInfo("Europe/Paris")

_RELATIVE = re.compile(r"([+-]\d+) (\d\d):(\d\d)")
_IN_SEASON = re.compile(r"(\d\d)-(\d\d) (\d\d):(\d\d)(?: /(\d))?")
_WEEKDAY = re.compile(rf"\{{({'|'.join(DAYS)})\+(\d+)\}}")


def moment(spec: str, now: datetime) -> datetime:
    """« -3 18:05 » is three days ago; « 11-04 12:15 » the last fourth of November that has passed.

    « /1 » at the end: a year before. What would lie ahead of `now` although it says otherwise moves one hour before it.
    """
    today = now.astimezone(ZONE).date()
    if found := _RELATIVE.fullmatch(spec):
        days, hour, minute = (int(part) for part in found.groups())
        at = _at(today + timedelta(days=days), hour, minute)
        return at if days > 0 else min(at, now - timedelta(hours=1))
    found = _IN_SEASON.fullmatch(spec)
    if found is None:
        raise ValueError(f"not a date of the demo: {spec!r}")
    month, day, hour, minute = (int(part) for part in found.groups()[:4])
    at = _at(date(today.year, month, day), hour, minute)
    if at > now:
        at = _at(date(today.year - 1, month, day), hour, minute)
    return at.replace(year=at.year - int(found[5] or 0))


def with_dates(words: str, written_at: datetime) -> str:
    """« {samedi+5} » becomes « samedi 14 décembre »: the first Saturday at least five days after the writing."""

    def replace(match: re.Match[str]) -> str:
        day = written_at.astimezone(ZONE).date() + timedelta(days=int(match[2]))
        day += timedelta(days=(DAYS.index(match[1]) - day.weekday()) % 7)
        number = "1er" if day.day == 1 else str(day.day)
        written = f"{match[1]} {number}{NO_BREAK}{MONTHS[day.month - 1]}"
        starts = not words[: match.start()].strip() or words[: match.start()].endswith(("\n", ". "))
        return written.capitalize() if starts else written

    return _WEEKDAY.sub(replace, words)


def awake(at: datetime, random: Random) -> datetime:
    """What would happen at night happens in the morning."""
    local = at.astimezone(ZONE)
    return at if local.hour >= 7 else local.replace(hour=7) + timedelta(minutes=random.uniform(0, 170))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)
