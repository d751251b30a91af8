"""Who may do what with the agenda, and which days an event stands on. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.agenda.enums import EDIT_AGENDA, Repeat
from civic.agenda.models import CalendarEvent
from civic.core.audience import admits
from civic.core.clock import months_later
from civic.core.viewer import Viewer

LONGEST = timedelta(days=31)
REMINDED_AT = time(18)  # the evening before, on the commune’s clock
PARTICIPATIONS_KEPT = timedelta(days=90)


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
