"""What a town hall does with its agenda. One who changes it does so after the other: the town hall’s row is locked."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.agenda import queries, rules
from civic.agenda.actions.taking_part import fill_places
from civic.agenda.enums import EventCategory, Repeat, Scope
from civic.agenda.events import (
    AgendaEventAdded,
    AgendaEventCancelled,
    AgendaEventEdited,
    AgendaEventMoved,
    AgendaEventRestored,
)
from civic.agenda.models import CalendarEvent, EventSeries
from civic.agenda.refusals import AlreadyCancelled, EndsBeforeItStarts
from civic.contents import actions as contents
from civic.core.audience import Audience
from civic.core.clock import local_time, now, today_in
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.town_halls.actions.pages import bump_page_version
from civic.town_halls.queries.town_halls import town_hall_for_update

_WRITTEN = (
    "title", "description", "place", "category", "meets_mayor", "audience", "starts_at", "ends_at", "first_day",
    "last_day", "takes_participants", "places", "reminded_at", "cancelled_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContent:
    """What the form holds. Days and hours as on the commune’s clock; no hours: whole days, the last one included."""

    title: str
    first_day: date
    last_day: date
    begins: time | None = None
    ends: time | None = None
    description: str = ""
    place: str = ""
    category: str = EventCategory.OTHER
    meets_mayor: bool = False
    audience: str = Audience.MEMBERS
    takes_participants: bool = False
    places: int | None = None


@transaction.atomic
def add_event(
    *, viewer: Viewer, key: str, content: EventContent, repeat: str = "", until: date | None = None
) -> CalendarEvent:
    """The first of its dates. The same form sent twice makes one event, or one series."""
    require(rules.may_keep_agenda(viewer))
    town_hall_for_update(viewer)
    zone = viewer.commune.time_zone
    event, is_new = contents.content_of_form(
        model=CalendarEvent,
        viewer=viewer,
        form_key=key,
        submitted={"content": content, "repeat": repeat, "until": until if repeat else None},
        make=lambda: _first_date(viewer, content, repeat, until),
    )
    if is_new:
        dates = [event, *_other_dates(event, content, zone)]
        CalendarEvent.objects.bulk_create(dates[1:])
        first = next((one for one in dates if one.ends_at > now()), event)
        bump_page_version(commune_id=event.commune_id)
        record(AgendaEventAdded(event_id=first.pk, series_id=event.series_id), viewer=viewer, target=first)
    return event


@transaction.atomic
def edit_event(
    *, viewer: Viewer, event_id: UUID, content: EventContent, version: int, scope: str = Scope.ONE
) -> CalendarEvent:
    """`version`: the one that the editor opened. Of a series: the dates of the scope are moved by as many days, to
    the same hours, and say the same words; those who take part stay. One piece of news for all of it."""
    event, rows = _for_update(viewer, event_id, scope)
    if event.cancelled_at:
        raise AlreadyCancelled
    contents.require_version(content=event, version=version)
    zone = viewer.commune.time_zone
    first, _ = rules.days_of(event, zone)
    if content.first_day != first:
        rules.require_near(content.first_day, today_in(zone))
    moved = changed = False
    for row in (one for one in rows if not one.cancelled_at):
        before, words = _when_and_where(row), _words(row)
        own_first, _ = rules.days_of(row, zone)
        _write(row, content, zone, shift=own_first - first)
        if before != _when_and_where(row):
            moved = True
            if before[:2] != _when_and_where(row)[:2]:
                row.reminded_at = None
        elif words == _words(row):
            continue
        changed = True
        contents.save(content=row, fields=_WRITTEN)
        fill_places(event=row)
    if changed:
        kind = AgendaEventMoved if moved else AgendaEventEdited
        record(kind(event_id=event.pk, series_id=_series_id(event, scope)), viewer=viewer, target=event)
    return event


@transaction.atomic
def move_event(*, viewer: Viewer, event_id: UUID, to: date) -> CalendarEvent:
    """To another day, at the same hours: this date alone. Where it stands already, nothing happens."""
    event, _ = _for_update(viewer, event_id, Scope.ONE)
    if event.cancelled_at:
        raise AlreadyCancelled
    zone = viewer.commune.time_zone
    first, last = rules.days_of(event, zone)
    if to == first:
        return event
    rules.require_near(to, today_in(zone))
    if event.whole_day:
        event.first_day, event.last_day = to, to + (last - first)
        event.starts_at, event.ends_at = rules.whole_days(first=to, last=event.last_day, zone=zone)
    else:
        begins, ends = local_time(event.starts_at, zone), local_time(event.ends_at, zone)
        shift = to - first
        event.starts_at = rules.on_the_clock(day=begins.date() + shift, hour=begins.time(), zone=zone)
        event.ends_at = rules.on_the_clock(day=ends.date() + shift, hour=ends.time(), zone=zone)
        if event.ends_at < event.starts_at:
            raise EndsBeforeItStarts
    event.reminded_at = None
    contents.save(content=event, fields=_WRITTEN)
    fill_places(event=event)
    record(AgendaEventMoved(event_id=event.pk), viewer=viewer, target=event)
    return event


@transaction.atomic
def cancel_event(*, viewer: Viewer, event_id: UUID, scope: str = Scope.ONE) -> CalendarEvent:
    """It leaves the agenda, and calendars that follow it learn that it is off. Can be restored."""
    event, rows = _for_update(viewer, event_id, scope)
    moment = now()
    standing = [row for row in rows if not row.cancelled_at]
    if event.cancelled_at or not standing:
        return event
    for row in standing:
        row.cancelled_at = moment
        contents.save(content=row, fields=_WRITTEN)
    # The series is off once none of its dates is left to come.
    series_id = None if queries.has_dates_to_come(event) else event.series_id
    fact = AgendaEventCancelled(event_id=standing[0].pk, series_id=series_id)
    record(fact, viewer=viewer, target=standing[0])  # as when it comes back, from whichever date's page
    return event


@transaction.atomic
def restore_event(*, viewer: Viewer, event_id: UUID) -> CalendarEvent:
    """With all that was cancelled together with it."""
    event, rows = _for_update(viewer, event_id, Scope.SERIES)
    moment = event.cancelled_at
    if moment is None:
        return event
    series_id = None if queries.has_dates_to_come(event) else event.series_id
    back = [row for row in rows if row.cancelled_at == moment]
    for row in back:
        row.cancelled_at = None
        contents.save(content=row, fields=_WRITTEN)
        fill_places(event=row)  # somebody may have given theirs back meanwhile
    record(AgendaEventRestored(event_id=back[0].pk, series_id=series_id), viewer=viewer, target=back[0])
    return event


# --- Rows -----------------------------------------------------------------------------------------------------------


def _for_update(viewer: Viewer, event_id: UUID, scope: str) -> tuple[CalendarEvent, list[CalendarEvent]]:
    """The event, and all the rows that the change is about, it among them."""
    town_hall_for_update(viewer)
    event = queries.event_in_view(viewer, event_id)
    require(rules.may_keep_agenda(viewer))
    if scope not in {Scope.FOLLOWING, Scope.SERIES} or event.series_id is None:
        rows = [queries.event_for_update(viewer, event_id)]
    else:
        # All in one order, it among them: one who leaves the commune gives their places back in the same one.
        rows = queries.series_for_update(event, since=event.starts_at if scope == Scope.FOLLOWING else None)
    require_open_account(viewer)
    return next(row for row in rows if row.pk == event.pk), rows


def _first_date(viewer: Viewer, content: EventContent, repeat: str, until: date | None) -> CalendarEvent:
    zone = viewer.commune.time_zone
    rules.require_near(content.first_day, today_in(zone))
    event = CalendarEvent()
    _write(event, content, zone, shift=timedelta())
    if repeat and until:
        rules.days_of_series(first=content.first_day, repeat=Repeat(repeat), until=until)
        event.series = EventSeries.objects.create(commune_id=viewer.commune.id, repeat=repeat, until=until)
    return event


def _other_dates(first: CalendarEvent, content: EventContent, zone: str) -> list[CalendarEvent]:
    series = first.series
    if series is None:
        return []
    dates = []
    for day in rules.repeated_days(content.first_day, Repeat(series.repeat), series.until):
        if day != content.first_day:
            event = CalendarEvent(commune_id=first.commune_id, series=series)
            _write(event, content, zone, shift=day - content.first_day)
            dates.append(event)
    return dates


def _series_id(event: CalendarEvent, scope: str) -> UUID | None:
    return None if scope == Scope.ONE else event.series_id


def _write(event: CalendarEvent, content: EventContent, zone: str, *, shift: timedelta) -> None:
    first, last = content.first_day + shift, content.last_day + shift
    event.starts_at, event.ends_at = rules.moments_of(
        first=first, last=last, begins=content.begins, ends=content.ends, zone=zone
    )
    whole_day = content.begins is None
    event.first_day, event.last_day = (first, last) if whole_day else (None, None)
    event.title, event.description = content.title, content.description
    event.place, event.category, event.audience = content.place, content.category, content.audience
    event.meets_mayor = content.meets_mayor or content.category == EventCategory.DUTY
    event.takes_participants = content.takes_participants
    event.places = content.places if content.takes_participants else None


def _when_and_where(event: CalendarEvent) -> tuple[object, ...]:
    return event.starts_at, event.ends_at, event.whole_day, event.place


def _words(event: CalendarEvent) -> tuple[object, ...]:
    return (
        event.title, event.description, event.category, event.meets_mayor, event.audience,
        event.takes_participants, event.places,
    )  # fmt: skip
