"""What is sent to calendars, judged by the rules of the RFC and read by a second library, on 1,000 events."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import CalendarStream

from civic.agenda import ics, queries, rules
from civic.agenda.actions import subscribing
from civic.agenda.enums import EventCategory
from civic.agenda.models import CalendarEvent
from civic.communes.models import Commune
from civic.core.clock import NoSuchHour
from civic.core.ids import new_id
from civic.core.text import clean_line, clean_text
from tests.agenda.factories import CalendarEventFactory
from tests.agenda.icalendar_rules import faults, moment, read

PARIS = "Europe/Paris"
COMMUNE = Commune(name="Èze", slug="eze-06360")
WRITTEN = datetime(2026, 11, 22, 9, 30, 12, 345_678, tzinfo=UTC)

# Clock-change Sundays, ends of years and of February, and any day around.
days = st.sampled_from(
    [
        *(date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)),
        *(date(2026, 12, 31), date(2027, 12, 31), date(2028, 2, 28), date(2028, 2, 29)),
    ]
) | st.dates(date(2025, 11, 1), date(2028, 11, 1))
hours = st.sampled_from(
    [time(0), time(1, 59), time(2, 30), time(3), time(18), time(23, 59)]
) | st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
zones = st.sampled_from(
    [PARIS, PARIS, "Indian/Reunion", "America/Cayenne", "Pacific/Noumea", "America/Miquelon"]
)
awkward = st.text(st.sampled_from(list('aé,;:\\"\n\t\r«»\u00a0\u202f\u2028\u0301👩\u200d👧🇫🇷𝒜漢ﷺN=')))
texts = (
    awkward
    | st.text()
    | st.sampled_from(["END:VEVENT", "C:\\Nouveau", "\\n\\, BEGIN:VEVENT", " tête", "é" * 120])
)


def event_of(first, last, begins, ends, zone, **fields) -> CalendarEvent:
    """As the form and the action make it."""
    starts_at, ends_at = rules.moments_of(first=first, last=last, begins=begins, ends=ends, zone=zone)
    whole = {"first_day": first, "last_day": last} if begins is None else {}
    return CalendarEvent(
        pk=new_id(), commune=COMMUNE, starts_at=starts_at, ends_at=ends_at, made_at=WRITTEN, saved_at=WRITTEN,
        **whole, **fields,
    )  # fmt: skip


@st.composite
def events(draw) -> CalendarEvent:
    first, zone = draw(days), draw(zones)
    last = first + draw(st.just(timedelta()) | st.timedeltas(timedelta(), timedelta(days=30)))
    begins, ends = (None, None) if draw(st.booleans()) else (draw(hours), draw(hours))
    if begins and ends and first == last:
        begins, ends = min(begins, ends), max(begins, ends)
    try:
        return event_of(
            first, last, begins, ends, zone,
            title=clean_line(draw(texts))[:120] or "Fête",
            description=clean_text(draw(texts)),
            place=clean_line(draw(texts))[:200],
            category=draw(st.sampled_from(EventCategory.values)),
            audience=draw(st.sampled_from(["public", "members"])),
            version=draw(st.integers(1, 500)),
            cancelled_at=draw(st.none() | st.just(WRITTEN)),
        )  # fmt: skip
    except NoSuchHour:  # in spring’s gap: refused with a sentence
        return event_of(first, last + timedelta(days=1), time(12), time(12), zone, title="Fête", version=1)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(events(), min_size=10, max_size=10))
def test_a_thousand_events_keep_the_rules_and_are_read_as_they_were_written(written):
    sent = ics.calendar(written, name="Agenda de la mairie")
    assert faults(sent) == []
    (other,) = CalendarStream.from_ics(sent.decode()).calendars
    assert [one.uid for one in other.events] == [str(event.pk) for event in written]
    for event, made, theirs in zip(written, read(sent).named("VEVENT"), other.events, strict=True):
        assert made.text("SUMMARY").removeprefix("Annulé\u00a0: ") == event.title == _plain(theirs.summary)
        assert made.text("DESCRIPTION") == event.description == (theirs.description or "")
        assert made.text("LOCATION") == event.place == (theirs.location or "")
        begin = moment(made.get("DTSTART"))
        assert begin == (event.first_day or event.starts_at) == theirs.dtstart
        end = moment(made.get("DTEND")) if made.get("DTEND") else None
        after = event.last_day and event.last_day + timedelta(days=1)
        assert end == (after or (event.ends_at if event.ends_at > event.starts_at else None)) == theirs.dtend


def _plain(title: str) -> str:
    return title.removeprefix("Annulé\u00a0: ")


@pytest.mark.parametrize("audience", ["public", "members"])
def test_what_begins_and_ends_at_18_h_has_no_end_and_is_read_by_the_subscriber(audience):
    day = date(2026, 12, 4)
    event = event_of(day, day, time(18), time(18), PARIS, title="Vœux", audience=audience)
    sent = ics.calendar([event])
    (made,) = read(sent).named("VEVENT")
    assert faults(sent) == []
    assert made.text("DTSTART") == "20261204T170000Z"
    assert made.get("DTEND") is None
    assert made.get("CLASS") is None  # CLASS:PRIVATE is shown as « Busy »
    assert made.text("SUMMARY") == "Vœux"


def test_hours_of_clock_change_sundays_are_those_of_the_commune():
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    made = [
        event_of(day, day, time(1), time(4), PARIS, title="Nuit", audience="public")
        for day in (spring, autumn)
    ]
    short, long = read(ics.calendar(made)).named("VEVENT")
    for event, lasts in ((short, 2), (long, 4)):
        starts, ends = (moment(event.get(name)).astimezone(ZoneInfo(PARIS)) for name in ("DTSTART", "DTEND"))
        assert (starts.hour, ends.hour) == (1, 4)
        assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=lasts)


@pytest.mark.at("2026-11-22T10:00")
def test_a_feed_keeps_the_rules_empty_or_full(client, commune, resident, viewer_of):
    own = subscribing.open_subscription(viewer=viewer_of(resident, commune))
    feed = f"/agenda/{queries.subscription_token(own)}.ics"
    assert faults(client.get(feed).content) == []
    event = CalendarEventFactory(commune=commune, audience="members")
    sent = client.get(feed).content
    assert faults(sent) == []
    assert read(sent).named("VEVENT")[0].text("UID") == str(event.pk)  # the same when the site moves
    assert read(sent).text("REFRESH-INTERVAL") == read(sent).text("X-PUBLISHED-TTL") == "PT1H"


GOOD = """BEGIN:VCALENDAR
PRODID:-//Essai//FR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTAMP:20261122T100000Z
DTSTART:20261204T170000Z
DTEND:20261204T180000Z
SUMMARY:Vœux
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DTEND:20261204T180000Z", "DTEND:20261204T170000Z"),
        ("DTEND:20261204T180000Z", "DTEND;VALUE=DATE:20261205"),
        ("DTEND:20261204T180000Z", "DTEND:20261204T180000Z\nDURATION:PT1H"),
        ("DTSTART:20261204T170000Z", "DTSTART:20261204T170000"),
        ("DTSTART:20261204T170000Z", "DTSTART;TZID=Europe/Paris:20261204T180000"),
        ("DTSTART:20261204T170000Z", "DTSTART:20261304T170000Z"),
        ("DTSTART:20261204T170000Z\n", ""),
        ("DTSTAMP:20261122T100000Z", "DTSTAMP:20261122T100000"),
        ("SUMMARY:Vœux", "SUMMARY:Vœux, suite"),
        ("SUMMARY:Vœux", "SUMMARY:Vœux\\x"),
        ("SUMMARY:Vœux", "SUMMARY:Vœux\nSUMMARY:Encore"),
        ("SUMMARY:Vœux", "SUMMARY:" + "é" * 40),
        ("SUMMARY:Vœux", "SUMMARY:Vœux\x07"),
        ("SUMMARY:Vœux", "CLASS:PRIVATE"),
        ("SUMMARY:Vœux", "STATUS:OFF"),
        ("SUMMARY:Vœux", "SEQUENCE:-1"),
        ("SUMMARY:Vœux", "COLOR:#ff0000"),
        ("SUMMARY:Vœux", "IMAGE:https://exemple.fr/a.png"),
        ("SUMMARY:Vœux", "URL:https://exemple.fr/é"),
        ("SUMMARY:Vœux", "CATEGORIES:Fête;animation"),
        ("SUMMARY:Vœux", "RRULE:FREQ=WEEKLY;UNTIL=20270101"),
        ("SUMMARY:Vœux", "EXDATE;VALUE=DATE:20261211"),
        ("SUMMARY:Vœux", "RECURRENCE-ID:20261204T170000Z"),
        ("SUMMARY:Vœux", "FANTASY:1"),
        ("VERSION:2.0", "VERSION:2.0\nMETHOD:PUBLISH"),
        ("VERSION:2.0", "VERSION:2.0\nREFRESH-INTERVAL:PT1H"),
        ("VERSION:2.0", "VERSION:2.0\nNAME:A\nX-WR-CALNAME:B"),
        ("END:VEVENT\n", ""),
    ],
)
def test_the_rules_find_what_breaks_them(before, after):
    assert faults(GOOD.replace("\n", "\r\n").encode()) == []
    assert faults(GOOD.replace(before, after, 1).replace("\n", "\r\n").encode())


def test_the_rules_find_lines_that_end_or_fold_wrongly():
    assert faults(GOOD.encode())
    cut = "SUMMARY:Vœux".encode()
    assert faults(GOOD.replace("\n", "\r\n").encode().replace(cut, cut[:10] + b"\r\n " + cut[10:]))
    twice = GOOD.partition("BEGIN:VEVENT")[2].partition("END:VCALENDAR")[0]
    assert faults(
        GOOD.replace("END:VCALENDAR", f"BEGIN:VEVENT{twice}END:VCALENDAR").replace("\n", "\r\n").encode()
    )
