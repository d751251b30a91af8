"""iCalendar, read by a parser that knows nothing of the library that wrote it."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog
from ical.calendar import Calendar
from ical.calendar_stream import CalendarStream

from civic.agenda import ics, queries
from civic.agenda.actions import events, subscribing
from civic.agenda.models import CalendarEvent, CalendarSubscription
from civic.core.clock import now
from civic.memberships.models import Membership
from civic.town_halls.models import TownHall
from tests.agenda.factories import CalendarEventFactory

pytestmark = pytest.mark.at("2026-11-22T10:00")
HOSTILE = 'Fête; "du, vin"\\n\\, BEGIN:VEVENT ' + "é" * 60


def parsed(answer) -> Calendar:
    assert answer.status_code == 200
    (calendar,) = CalendarStream.from_ics(answer.content.decode()).calendars
    return calendar


@pytest.fixture
def feed(resident, viewer_of, commune) -> str:
    """The private address of `resident`."""
    own = subscribing.open_subscription(viewer=viewer_of(resident, commune))
    return f"/agenda/{queries.subscription_token(own)}.ics"


def titles(answer) -> set[str]:
    return {event.summary for event in parsed(answer).events}


def test_one_event_is_a_file_with_its_hours_words_and_place(client, commune):
    event = CalendarEventFactory(
        commune=commune,
        title=HOSTILE,
        description="Ligne 1\nEND:VCALENDAR\n;,\\",
        place="Salle A, mairie",
        starts_at=datetime(2026, 12, 4, 17, 30, tzinfo=UTC),
        version=3,
    )
    answer = client.get(f"/{commune.slug}/agenda/{event.pk}/evenement.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75  # folded
    (read,) = parsed(answer).events
    assert (read.summary, read.description, read.location) == (HOSTILE, event.description, event.place)
    assert (read.dtstart, read.dtend) == (event.starts_at, event.ends_at)
    assert (read.uid, read.sequence, read.status) == (str(event.pk), 2, "CONFIRMED")


def test_line_ends_and_controls_typed_into_a_title_inject_nothing(client_of, client, commune, mayor):
    typed = {
        "title": "Marché\r\nEND:VEVENT\nBEGIN:VEVENT\x07\u2028X",
        "description": "a\r\nATTENDEE:mailto:x@y.fr\u2028BEGIN:VEVENT\u2029x",
        "whole_day": "on", "first_day": "2026-12-05", "last_day": "06/12/2026", "audience": "public", "key": "k",
    }  # fmt: skip
    assert client_of(mayor).post(f"/{commune.slug}/agenda/nouveau/", typed).status_code == 302
    event = CalendarEvent.objects.get()
    answer = client.get(f"/{commune.slug}/agenda/{event.pk}/evenement.ics")
    assert answer.content.count(b"\r\nBEGIN:VEVENT") == 1
    assert b"\r\nATTENDEE" not in answer.content
    (read,) = parsed(answer).events
    # Nor for those who take U+2028 for the end of a line.
    assert answer.content.decode().splitlines().count("BEGIN:VEVENT") == 1
    assert "Marché END:VEVENT BEGIN:VEVENT" in read.summary
    assert read.attendees == []
    assert (read.dtstart, read.dtend) == (date(2026, 12, 5), date(2026, 12, 7))


def test_the_feed_brings_what_the_person_may_see_now(
    client, feed, commune, other_commune, resident, stranger
):
    CalendarEventFactory(commune=commune, title="Pour tous")
    CalendarEventFactory(commune=commune, title="Entre nous", audience="members")
    CalendarEventFactory(commune=other_commune, title="Ailleurs")
    assert titles(client.get(feed)) == {"Pour tous", "Entre nous"}
    Membership.objects.filter(person=resident).update(status="pending")
    assert titles(client.get(feed)) == {"Pour tous"}
    TownHall.objects.filter(commune=commune).update(feature_decisions={"agenda": False})
    assert titles(client.get(feed)) == set()


def test_the_feed_follows_changes_and_says_what_is_off(client, feed, commune, viewer_of, mayor):
    event = CalendarEventFactory(commune=commune, title="Fête")
    keeper = viewer_of(mayor, commune)
    first = parsed(client.get(feed)).events[0]
    events.move_event(viewer=keeper, event_id=event.pk, to=date(2026, 12, 24))
    second = parsed(client.get(feed)).events[0]
    assert (second.uid, second.dtstart.date()) == (first.uid, date(2026, 12, 24))
    assert second.sequence > first.sequence
    events.cancel_event(viewer=keeper, event_id=event.pk)
    third = parsed(client.get(feed)).events[0]
    assert (third.uid, third.status, third.summary) == (first.uid, "CANCELLED", "Annulé\u00a0: Fête")


def test_the_feed_is_not_sent_again_until_something_is_new(client, feed, commune, resident, clock):
    event = CalendarEventFactory(commune=commune)
    answer = client.get(feed)
    etag = answer.headers["ETag"]
    assert answer.headers["Last-Modified"]
    assert client.get(feed, headers={"if-none-match": etag}).status_code == 304
    Membership.objects.filter(person=resident).delete()
    # A right that was lost is found out at once, whatever date the phone remembers.
    late = {"if-none-match": etag, "if-modified-since": answer.headers["Last-Modified"]}
    assert titles(client.get(feed, headers=late)) == set()
    Membership.objects.create(commune=commune, person=resident, status="accepted", requested_at=now())
    CalendarEvent.objects.filter(pk=event.pk).update(version=2)
    assert client.get(feed, headers={"if-none-match": etag}).status_code == 200


def test_an_event_is_written_once_for_all_who_follow_it(client, feed, commune, monkeypatch):
    CalendarEventFactory(commune=commune, title="Fête")
    first = client.get(feed)
    monkeypatch.setattr(ics, "_event", None)  # would fail
    assert client.get(feed).content == first.content
    assert titles(first) == {"Fête"}


def test_the_feed_has_no_cookie_and_its_address_is_in_no_log(client, feed, commune, capsys, caplog):
    CalendarEventFactory(commune=commune)
    token = feed.removeprefix("/agenda/").removesuffix(".ics")
    with structlog.testing.capture_logs() as lines, caplog.at_level(logging.DEBUG):
        for address in (feed, feed.replace(".ics", "x.ics")):
            answer = client.get(address)
            assert not answer.cookies
            assert "public" not in answer.headers.get("Cache-Control", "")
    said = f"{lines}{caplog.text}{''.join(capsys.readouterr())}"
    assert token not in said
    assert any(line.get("route") == "agenda/<str:token>.ics" for line in lines)


@pytest.mark.parametrize("spoil", ["x{}", "{}x", "0"])
def test_no_other_address_leads_anywhere(client, feed, spoil):
    token = feed.removeprefix("/agenda/").removesuffix(".ics")
    assert client.get(f"/agenda/{spoil.format(token)}.ics").status_code == 404


def test_renewed_the_former_address_is_dead_and_closed_both_are(client, client_of, feed, resident):
    browser = client_of(resident)
    page = "/mon-compte/agenda/"
    assert feed in browser.get(page).content.decode()
    browser.post(page, {"action": "renew"})
    assert client.get(feed).status_code == 404
    shown = browser.get(page).content.decode()
    assert feed not in shown
    assert 'href="webcal://' in shown
    own = CalendarSubscription.objects.get()
    newer = f"/agenda/{queries.subscription_token(own)}.ics"
    assert client.get(newer).status_code == 200
    resident.is_active = False
    resident.save()
    assert client.get(newer).status_code == 404
    resident.is_active = True
    resident.save()
    client_of(resident).post(page, {"action": "close"})
    assert client.get(newer).status_code == 404


def test_what_is_long_past_or_long_cancelled_stays_away(client, feed, commune):
    for days, title in ((-100, "Vieux"), (-10, "Récent"), (900, "Loin")):
        CalendarEventFactory(commune=commune, title=title, starts_at=now() + timedelta(days=days))
    CalendarEventFactory(commune=commune, title="Oublié", cancelled_at=now() - timedelta(days=61))
    assert titles(client.get(feed)) == {"Récent"}
