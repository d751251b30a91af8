"""Who may do what with the agenda, when an event is, and which days it stands on. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.agenda.enums import EDIT_AGENDA, Repeat
from civic.agenda.models import CalendarEvent
from civic.agenda.refusals import (
    LONGEST,
    EndsBeforeItStarts,
    HourMissing,
    SeriesNeverComesBack,
    SeriesTooLong,
    TooFarAway,
    TooLongAnEvent,
)
from civic.core.audience import admits
from civic.core.clock import NoSuchHour, local_to_utc, months_later
from civic.core.viewer import Viewer
from civic.ui import french

YEARS_AHEAD, YEARS_BACK = 2, 1
REMINDED_AT = time(18)  # the evening before, on the commune’s clock
PARTICIPATIONS_RETENTION = timedelta(days=90)


def may_keep_agenda(viewer: Viewer) -> bool:
    return viewer.may(EDIT_AGENDA)


def may_see(viewer: Viewer, event: CalendarEvent) -> bool:
    return admits(event.audience, viewer, event.commune_id)


def may_take_part(viewer: Viewer, event: CalendarEvent) -> bool:
    """Whoever belongs to the commune, blocked or not: a restriction never takes away the agenda."""
    return viewer.is_member and may_see(viewer, event) and event.takes_participants


def days_of(event: CalendarEvent, zone: str) -> tuple[date, date]:
    """The first and the last day on which it stands in the calendar of the commune."""
    if event.first_day and event.last_day:
        return event.first_day, event.last_day
    here = ZoneInfo(zone)
    first = event.starts_at.astimezone(here).date()
    # What ends at midnight is over on the day before.
    last = (event.ends_at - timedelta(microseconds=1)).astimezone(here).date()
    return first, max(first, last)


def reminder_due_at(event: CalendarEvent, zone: str) -> datetime:
    first, _ = days_of(event, zone)
    return datetime.combine(first - timedelta(days=1), REMINDED_AT, ZoneInfo(zone))


def repeated_days(first: date, repeat: Repeat, until: date) -> Iterator[date]:
    """Each week on that weekday, or each month on that day of it: on the last one of a month that is too short, as the
    31st of January, the 28th of February, the 31st of March."""
    number, day = 0, first
    while day <= until:
        yield day
        number += 1
        day = first + timedelta(weeks=number) if repeat is Repeat.WEEKLY else months_later(first, number)


def moments_of(
    *, first: date, last: date, begins: time | None, ends: time | None, zone: str
) -> tuple[datetime, datetime]:
    """In UTC, of days and hours as they are typed. Raises the Refusal that says what is wrong with them."""
    if last < first:
        raise EndsBeforeItStarts
    if last - first >= LONGEST:
        raise TooLongAnEvent
    if begins is None and ends is None:
        return whole_days(first=first, last=last, zone=zone)
    if begins is None or ends is None:
        raise HourMissing
    starts_at = on_the_clock(day=first, hour=begins, zone=zone)
    ends_at = on_the_clock(day=last, hour=ends, zone=zone)
    # Typed on the clock: in autumn’s repeated hour, 2 h 30 to 2 h 45 is what is meant.
    if ends_at < starts_at or (first, begins) > (last, ends):
        raise EndsBeforeItStarts
    return starts_at, ends_at


def whole_days(*, first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    here = ZoneInfo(zone)
    begin, end = (datetime.combine(day, time(), here) for day in (first, last + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def on_the_clock(*, day: date, hour: time, zone: str) -> datetime:
    typed = datetime.combine(day, hour)
    try:
        return local_to_utc(typed, zone)
    except NoSuchHour as error:
        raise NoSuchHour(
            f"Le {french.day(day, day)} {day.year}, {french.hour(typed)} n’existe pas : on passe à l’heure "
            "d’été. Choisissez une heure plus tard."
        ) from error


def require_near(day: date, today: date) -> None:
    if not months_later(today, -12 * YEARS_BACK) <= day <= months_later(today, 12 * YEARS_AHEAD):
        raise TooFarAway


def days_of_series(*, first: date, repeat: Repeat, until: date) -> list[date]:
    if until > months_later(first, 12 * YEARS_AHEAD):
        raise SeriesTooLong
    days = list(repeated_days(first, repeat, until))
    if len(days) < 2:
        raise SeriesNeverComesBack
    return days
