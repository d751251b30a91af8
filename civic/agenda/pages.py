"""How the agenda looks: an event’s day and hours in words, the grid of a month, and the part beside the feed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from civic.agenda import queries, rules
from civic.agenda.enums import ParticipationState, Repeat
from civic.agenda.models import CalendarEvent
from civic.core.clock import months_later, today_of
from civic.core.descriptors import WaitingLine
from civic.core.viewer import Viewer
from civic.ui import french
from civic.ui.fragments import drawn

_KEPT_AROUND = timedelta(days=400)  # of today: the months that are read
PER_CELL = 3  # in a cell of the month; the rest is one tap away


def when(event: CalendarEvent, zone: str, at: datetime) -> str:
    """« mardi 8 décembre, de 18 h 30 à 20 h », « du samedi 5 décembre au dimanche 6 décembre »"""
    today, here = at.date(), ZoneInfo(zone)
    first, last = rules.days_of(event, zone)
    if event.whole_day:
        if first == last:
            return french.day(first, today)
        return f"du {french.day(first, today)} au {french.day(last, today)}"
    begins, ends = event.starts_at.astimezone(here), event.ends_at.astimezone(here)
    if event.starts_at == event.ends_at:
        return f"{french.day(first, today)} à {french.hour(begins)}"
    if first == last:
        until = "minuit" if ends.date() > last else french.hour(ends)
        return f"{french.day(first, today)}, de {french.hour(begins)} à {until}"
    return (
        f"du {french.day(first, today)} à {french.hour(begins)} au {french.day(ends.date(), today)} "
        f"à {french.hour(ends)}"
    )


def rhythm(event: CalendarEvent) -> str:
    """« chaque semaine jusqu’au 6 juin 2027 », « chaque mois jusqu’en juin 2027 »; "" for what comes once."""
    if event.series is None:
        return ""
    until = event.series.until
    if event.series.repeat == Repeat.MONTHLY:
        return f"chaque mois jusqu’en {month_name(until)}"
    return f"chaque semaine jusqu’au {french.full_date(until)}"


def place_partial(event: CalendarEvent, own: str, *, is_over: bool, ahead: int) -> str:
    """The partial that shows a participant where they stand, "" where there is nothing to say. `own`: their
    ParticipationState; `ahead`: how many wait before them."""
    if event.is_cancelled or not own:
        return ""
    if own == ParticipationState.GOING:
        name = "went" if is_over else "going"
    elif is_over:
        return ""
    else:
        name = "waiting" if ahead else "next_in_line"
    return f"agenda/event_place.html#{name}"


def hint_partial(viewer: Viewer, event: CalendarEvent, *, is_over: bool) -> str:
    """The partial that says who may take part and who sees the names, or ""."""
    if not event.takes_participants:
        return ""
    if not viewer.is_member:
        return "" if is_over else "agenda/event_place.html#members_only"
    return "" if rules.may_keep_agenda(viewer) else "agenda/event_place.html#names_hidden"


class EventLine(NamedTuple):
    """An event on one of its days, in words: it is drawn once for all that they say."""

    id: UUID
    title: str
    place: str
    category: str
    meets_mayor: bool
    is_public: bool
    hours: str  # « 18 h 30 », "" for what lasts the whole day, or goes on from the day before
    full_hours: str  # « de 18 h 30 à 20 h », « toute la journée », « jusqu’à 20 h »
    is_continued: bool  # it began on a day before


def line_on(event: CalendarEvent, day: date, zone: str) -> EventLine:
    return EventLine(
        event.pk,
        event.title,
        event.place,
        event.category,
        event.meets_mayor,
        event.is_public,
        *_hours_on(event, day, zone),
    )


def _hours_on(event: CalendarEvent, day: date, zone: str) -> tuple[str, str, bool]:
    first, last = rules.days_of(event, zone)
    here = ZoneInfo(zone)
    begins, ends = event.starts_at.astimezone(here), event.ends_at.astimezone(here)
    until = "minuit" if ends.date() > last else french.hour(ends)
    if event.whole_day or first < day < last:
        return "", "toute la journée", first < day
    if first == last:
        span = f"de {french.hour(begins)} à {until}" if ends > begins else f"à {french.hour(begins)}"
        return french.hour(begins), span, False
    if day == first:
        return french.hour(begins), f"à partir de {french.hour(begins)}", False
    return "", f"jusqu’à {until}", True


class AgendaDay(NamedTuple):
    """Likewise. `title`: the day, with its year but in this one."""

    day: date
    title: str
    is_today: bool
    is_past: bool
    in_month: bool
    lines: tuple[EventLine, ...]

    @classmethod
    def of(cls, day: date, lines: Iterable[EventLine], *, today: date, in_month: bool = True) -> "AgendaDay":
        return cls(day, french.day(day, today), day == today, day < today, in_month, tuple(lines))

    @property
    def visible_lines(self) -> tuple[EventLine, ...]:
        return self.lines if len(self.lines) <= PER_CELL else self.lines[: PER_CELL - 1]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.visible_lines)

    @property
    def weekday(self) -> str:
        return french.DAYS[self.day.weekday()]

    @property
    def label(self) -> str:
        """« mardi 8 décembre »"""
        return french.day(self.day, self.day)

    @property
    def anchor(self) -> str:
        return f"jour-{self.day.isoformat()}"

    @property
    def spoken(self) -> str:
        """What is read out for the number of the day: « mardi 8 », « mardi 1er décembre » of the next month."""
        month = "" if self.in_month else f" {french.MONTHS[self.day.month - 1]}"
        return f"{self.weekday} {french.day_number(self.day)}{month}"

    @property
    def counted(self) -> str:
        return french.counted(len(self.lines), "événement", "événements") if self.lines else "aucun événement"


def days_between(
    first: date, last: date, events: Sequence[CalendarEvent], *, zone: str, today: date, month: int = 0
) -> list[AgendaDay]:
    """Each day with its events in order, whole days first. `month`: the one to which the days belong."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    lines: dict[date, list[EventLine]] = {day: [] for day in days}
    for event in events:
        begin, end = rules.days_of(event, zone)
        for day in days[max(0, (begin - first).days) : max(0, (end - first).days + 1)]:
            lines[day].append(line_on(event, day, zone))
    return [
        AgendaDay.of(
            day,
            sorted(lines[day], key=lambda line: bool(line.hours)),
            today=today,
            in_month=not month or day.month == month,
        )
        for day in days
    ]


def month_bounds(day: date) -> tuple[date, date]:
    """The Monday at or before the first of the month, and the Sunday at or after its last day."""
    first = day.replace(day=1)
    last = months_later(first, 1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def weeks_of_month(viewer: Viewer, day: date, only: str = "") -> list[list[AgendaDay]]:
    """One statement."""
    first, last = month_bounds(day)
    days = days_between(
        first,
        last,
        queries.events_between(viewer, first, last, only),
        zone=viewer.commune.time_zone,
        today=today_of(viewer),
        month=day.month,
    )
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def month_table(viewer: Viewer, weeks: Sequence[Sequence[AgendaDay]], month: str) -> SafeString:
    """The month as who keeps the agenda, or reads it, sees it."""
    shown = {
        "commune": viewer.commune,
        "may_keep": rules.may_keep_agenda(viewer),
        "month": month,
        "weekdays": tuple(french.DAYS),
        "weeks": tuple(tuple(week) for week in weeks),
    }
    # Whoever leafs through a century does not fill the cache that all communes share.
    is_near = abs(today_of(viewer) - weeks[0][0].day) < _KEPT_AROUND
    template = "agenda/month_table.html"
    return drawn(template, shown) if is_near else mark_safe(render_to_string(template, shown))


def drawn_days(viewer: Viewer, days: Sequence[AgendaDay]) -> list[SafeString]:
    """Each day with its events, one under the other."""
    return [drawn("agenda/event_day.html", {"commune": viewer.commune, "day": day}) for day in days]


def month_name(day: date) -> str:
    """« décembre 2026 »"""
    return f"{french.MONTHS[day.month - 1]} {day.year}"


def today_beside_feed(viewer: Viewer) -> str:
    """Today’s events, for the commune's page, which is cached for a day."""
    day = today_of(viewer)
    (today,) = days_between(
        day, day, queries.events_between(viewer, day, day), zone=viewer.commune.time_zone, today=day
    )
    context = {"commune": viewer.commune, "today": today}
    return render_to_string("agenda/today_beside_feed.html", context)


def beside_feed(viewer: Viewer) -> str:
    """The month, likewise."""
    today = today_of(viewer)
    context = {
        "commune": viewer.commune,
        "weeks": weeks_of_month(viewer, today),
        "weekdays": french.DAYS,
        "month": month_name(today),
        "may_keep_agenda": rules.may_keep_agenda(viewer),
    }
    return render_to_string("agenda/beside_feed.html", context)


def has_events_today(viewer: Viewer) -> bool:
    """For the commune's page, which is another one from midnight on."""
    today = today_of(viewer)
    return viewer.is_member and bool(queries.events_between(viewer, today, today))


def todays_lines(viewer: Viewer) -> list[WaitingLine]:
    """Above the feed."""
    zone, slug = viewer.commune.time_zone, viewer.commune.slug
    return [
        WaitingLine(
            "calendar-event",
            # The name first: what does not fit is cut at the end.
            f"{event.title}\u00a0: aujourd’hui, {line_on(event, today_of(viewer), zone).full_hours}",
            reverse("event_detail", args=[slug, event.pk]),
            "Voir",
        )
        for event in queries.todays_for(viewer)
    ]
