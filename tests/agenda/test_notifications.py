"""Who is notified of what in the agenda, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from civic.agenda.actions import events, taking_part
from civic.agenda.enums import Repeat, Scope
from civic.agenda.models import CalendarEvent
from civic.journal.models import Entry
from civic.notifications import emails
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from tests.agenda.factories import CalendarEventFactory

pytestmark = pytest.mark.at("2026-11-22T10:00")


@pytest.fixture
def viewer(viewer_of, mayor, commune):
    return viewer_of(mayor, commune)


def standing_kinds(*, standing: bool = True) -> list[str]:
    rows = Notification.objects.filter(kind__startswith="agenda_")
    if standing:
        rows = rows.filter(withdrawn_at=None)
    return sorted(rows.values_list("kind", flat=True))


def test_a_new_event_is_notified_to_its_readers_with_its_hour(viewer, content, resident, run_jobs, commune):
    event = events.add_event(
        viewer=viewer, key="k", content=content(audience="members", description="Public")
    )
    run_jobs()
    row = Notification.objects.get(kind="agenda_added")
    assert (row.audience, row.subject, row.commune_id) == ("members", "Conseil municipal", commune.pk)
    assert row.url == f"/{commune.slug}/agenda/{event.pk}/"
    body = NotificationKind.all["agenda_added"].body(row.source_id)
    assert "vendredi 4\u00a0décembre, de 18\u00a0h\u00a030 à 20\u00a0h" in body
    assert "Mairie" in body
    assert "a ajouté à l’agenda" in emails.line_of(row, NotificationKind.all["agenda_added"])


def test_a_series_is_one_piece_of_news_when_made_changed_and_cancelled(
    viewer, content, resident, run_jobs, clock
):
    events.add_event(viewer=viewer, key="k", content=content(), repeat=Repeat.WEEKLY, until=date(2027, 11, 5))
    event = CalendarEvent.objects.order_by("starts_at")[0]
    run_jobs()
    assert standing_kinds() == ["agenda_added"]
    moved = content(place="École")
    events.edit_event(viewer=viewer, event_id=event.pk, content=moved, version=1, scope=Scope.SERIES)
    run_jobs()
    assert standing_kinds() == ["agenda_added", "agenda_moved"]
    events.cancel_event(viewer=viewer, event_id=event.pk, scope=Scope.SERIES)
    run_jobs()
    assert standing_kinds() == ["agenda_cancelled"]
    events.restore_event(viewer=viewer, event_id=event.pk)
    run_jobs()
    assert standing_kinds() == ["agenda_added"]


@pytest.mark.parametrize("series", [{}, {"repeat": Repeat.WEEKLY, "until": date(2027, 1, 1)}])
def test_off_before_anybody_heard_it_is_news_once_it_is_on_again(viewer, content, resident, run_jobs, series):
    event = events.add_event(viewer=viewer, key="k", content=content(), **series)
    events.cancel_event(viewer=viewer, event_id=event.pk, scope=Scope.SERIES)
    run_jobs()
    events.restore_event(viewer=viewer, event_id=event.pk)
    run_jobs()
    assert standing_kinds() == ["agenda_added"]


def test_one_date_that_is_cancelled_leaves_the_news_of_its_series(viewer, content, resident, run_jobs):
    events.add_event(viewer=viewer, key="k", content=content(), repeat=Repeat.WEEKLY, until=date(2027, 1, 1))
    run_jobs()
    events.cancel_event(viewer=viewer, event_id=CalendarEvent.objects.order_by("starts_at")[0].pk)
    run_jobs()
    assert standing_kinds() == ["agenda_added", "agenda_cancelled"]


def test_the_news_of_a_series_stays_as_long_as_it_has_dates(viewer, content, resident, run_jobs, clock):
    def cancel(number: int, scope: Scope) -> None:
        clock.forward(minutes=1)
        rows = CalendarEvent.objects.order_by("starts_at")
        events.cancel_event(viewer=viewer, event_id=rows[number].pk, scope=scope)
        run_jobs()

    events.add_event(viewer=viewer, key="k", content=content(), repeat=Repeat.WEEKLY, until=date(2027, 1, 1))
    run_jobs()
    cancel(2, Scope.FOLLOWING)
    assert standing_kinds() == ["agenda_added", "agenda_cancelled"]
    cancel(0, Scope.SERIES)
    assert standing_kinds() == ["agenda_cancelled", "agenda_cancelled"]


def test_the_last_date_of_a_series_comes_back_without_a_trace(viewer, content, resident, run_jobs, clock):
    first = events.add_event(
        viewer=viewer, key="k", content=content(), repeat=Repeat.WEEKLY, until=date(2026, 12, 11)
    )
    events.cancel_event(viewer=viewer, event_id=first.pk)
    last = CalendarEvent.objects.get(cancelled_at=None)
    clock.forward(minutes=1)
    events.cancel_event(viewer=viewer, event_id=last.pk, scope=Scope.SERIES)
    run_jobs()
    events.restore_event(viewer=viewer, event_id=last.pk)
    run_jobs()
    standing = Notification.objects.filter(kind="agenda_cancelled", withdrawn_at=None)
    assert [row.target_id for row in standing] == [first.pk]


def test_what_is_over_is_no_news(viewer, content, run_jobs):
    event = events.add_event(viewer=viewer, key="k", content=content(day=date(2026, 11, 3)))
    events.cancel_event(viewer=viewer, event_id=event.pk)
    run_jobs()
    assert standing_kinds(standing=False) == []


@pytest.fixture
def near(commune, viewer_of, resident, second_resident) -> CalendarEvent:
    """Friday 4 December at 20:00: `resident` comes, `second_resident` waits."""
    event = CalendarEventFactory(
        commune=commune,
        starts_at=datetime(2026, 12, 4, 19, tzinfo=UTC),
        takes_participants=True,
        places=1,
    )
    for person in (resident, second_resident):
        taking_part.take_part(viewer=viewer_of(person, commune), event_id=event.pk)
    return event


def remind(run_jobs) -> list:
    taking_part.remind_participants()
    run_jobs()
    rows = Notification.objects.filter(kind="agenda_reminder", withdrawn_at=None)
    return [row.person_id for row in rows for _ in range(row.count)]


def test_participants_are_reminded_once_on_the_evening_before(near, resident, clock, run_jobs):
    clock.at("2026-12-03 17:59+01:00")
    assert remind(run_jobs) == []
    clock.at("2026-12-03 18:00+01:00")
    for _ in range(3):
        assert remind(run_jobs) == [resident.pk]
        clock.forward(minutes=15)
    assert Entry.objects.filter(kind="agenda.AgendaEventNear").count() == 1


def test_the_evening_is_that_of_the_commune(near, resident, commune, clock, run_jobs):
    type(commune).objects.filter(pk=commune.pk).update(timezone="America/Martinique")
    clock.at("2026-12-03 18:30+01:00")
    assert remind(run_jobs) == []
    clock.at("2026-12-03 18:00-04:00")
    assert remind(run_jobs) == [resident.pk]


def test_nobody_is_reminded_of_what_is_off_or_in_whose_evening_they_came(
    near, viewer, viewer_of, commune, resident, clock, run_jobs
):
    clock.at("2026-12-03 18:10+01:00")
    taking_part.give_up(viewer=viewer_of(resident, commune), event_id=near.pk)
    taking_part.take_part(viewer=viewer_of(resident, commune), event_id=near.pk)
    assert resident.pk not in remind(run_jobs)


def test_what_is_today_is_not_said_to_be_tomorrow(near, viewer, clock, run_jobs):
    clock.at("2026-11-27 09:00+01:00")
    events.move_event(viewer=viewer, event_id=near.pk, to=date(2026, 11, 27))
    assert remind(run_jobs) == []


def test_moved_after_the_reminder_it_is_reminded_again(near, viewer, resident, clock, run_jobs):
    clock.at("2026-12-03 18:05+01:00")
    assert remind(run_jobs) == [resident.pk]
    events.move_event(viewer=viewer, event_id=near.pk, to=date(2026, 12, 11))
    clock.at("2026-12-10 18:05+01:00")
    assert remind(run_jobs) == [resident.pk] * 2
    near.refresh_from_db()
    events.cancel_event(viewer=viewer, event_id=near.pk)
    run_jobs()
    assert remind(run_jobs) == []
    assert near.starts_at - timedelta(days=2) < datetime.now(UTC)
