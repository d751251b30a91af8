"""The agenda as iCalendar (RFC 5545, RFC 7986). The library escapes and folds; what people typed holds no control
character. Decision 0032 says where each rule comes from."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, Timezone, vText

from civic.agenda.models import CalendarEvent
from civic.ui.fragments import cached_text

CONTENT_TYPE = "text/calendar; charset=utf-8"
ASKED_AGAIN = timedelta(hours=1)  # how often a phone may come back; most of them choose for themselves


class _Typed(vText):
    """A text of people. The library takes a backslash and a capital N that they typed for the end of a line."""

    def to_ical(self) -> bytes:
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))


def calendar(events: Iterable[CalendarEvent], *, name: str = "") -> bytes:
    """Each event with its commune loaded. `name`: of the calendar that a subscription makes."""
    made = Calendar()
    made.add("prodid", f"-//{settings.SITE_NAME}//Agenda//FR")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if name:
        made.add("name", name)
        made.add("x-wr-calname", name)
        made.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    # The library needs a millisecond for an event: each is written once per change, for all who follow it.
    written = [_written(event).encode() for event in events]
    if not written:
        made.add_component(Timezone.from_tzid(settings.TIME_ZONE))  # a calendar of nothing at all is none
    around, end = made.to_ical(), b"END:VCALENDAR\r\n"
    return b"".join([around.removesuffix(end), *written, end])


def _written(event: CalendarEvent) -> str:
    key = ("agenda.ics", event.pk, event.version, event.saved_at, event.commune.slug)
    return cached_text(key, lambda: _event(event).to_ical().decode())


def _event(event: CalendarEvent) -> Event:
    made = Event()
    # The same for good, whatever becomes of the site's address: a calendar that knows it changes its own copy.
    made.add("uid", str(event.pk))
    made.add("sequence", event.version - 1)
    made.add("dtstamp", event.saved_at)
    made.add("last-modified", event.saved_at)
    made.add("created", event.made_at)
    if event.first_day and event.last_day:
        made.add("dtstart", event.first_day)
        made.add("dtend", event.last_day + timedelta(days=1))
    else:
        made.add("dtstart", event.starts_at)
        if event.ends_at > event.starts_at:  # without an end, it ends when it begins
            made.add("dtend", event.ends_at)
    cancelled = event.is_cancelled
    made.add("summary", _Typed(f"Annulé\u00a0: {event.title}" if cancelled else event.title))
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if event.description:
        made.add("description", _Typed(event.description))
    if event.place:
        made.add("location", _Typed(event.place))
    made.add("categories", [event.get_category_display()])
    made.add("transp", "TRANSPARENT")  # what the town hall does makes nobody busy
    made.add("url", settings.SITE_URL + reverse("event_detail", args=[event.commune.slug, event.pk]))
    return made
