"""What a town hall does with its agenda: days, hours, series, changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.agenda import queries, refusals, rules
from civic.agenda.actions import events
from civic.agenda.enums import Repeat, Scope
from civic.agenda.models import CalendarEvent, EventSeries
from civic.contents.refusals import AlreadySent, ChangedMeanwhile
from civic.core.clock import NoSuchHour
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.town_halls.models import TownHall

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.at("2026-11-22T10:00")


@pytest.fixture
def viewer(viewer_of, mayor, commune):
    return viewer_of(mayor, commune)


def add(viewer, content, **options) -> CalendarEvent:
    return events.add_event(viewer=viewer, key=options.pop("key", "k"), content=content, **options)


def local(event) -> list[str]:
    return [f"{one.astimezone(PARIS):%Y-%m-%d %H:%M}" for one in (event.starts_at, event.ends_at)]


def test_a_double_click_makes_one_event_and_bumps_the_version(viewer, content, commune):
    before = TownHall.objects.get(commune=commune).version
    first, second = add(viewer, content()), add(viewer, content())
    assert first.pk == second.pk
    assert local(CalendarEvent.objects.get()) == ["2026-12-04 18:30", "2026-12-04 20:00"]
    assert TownHall.objects.get(commune=commune).version == before + 1
    entry = Entry.objects.get(kind="agenda.AgendaEventAdded")
    assert (entry.actor_id, entry.acted_for_town_hall) == (viewer.person_id, True)


def test_a_form_that_comes_back_with_other_words_says_so(viewer, content):
    add(viewer, content())
    for other in ({"place": "École"}, {"description": "Public"}, {"ends": time(21)}, {"places": 3}):
        with pytest.raises(AlreadySent):
            add(viewer, content(takes_participants="places" in other, **other))
    assert CalendarEvent.objects.count() == 1


def test_several_on_one_day(viewer, content):
    add(viewer, content(), key="a")
    add(viewer, content(title="Permanence"), key="b")
    add(viewer, content(title="Marché"), key="c")
    assert len(queries.events_between(viewer, date(2026, 12, 4), date(2026, 12, 4))) == 3


def test_whole_days_end_with_the_last_one(viewer, content):
    event = add(viewer, content(begins=None, ends=None, last_day=date(2026, 12, 6)))
    assert local(event) == ["2026-12-04 00:00", "2026-12-07 00:00"]
    assert rules.days_of(event, "Pacific/Noumea") == (date(2026, 12, 4), date(2026, 12, 6))
    for day, there in ((3, 0), (4, 1), (6, 1), (7, 0)):
        on = date(2026, 12, day)
        assert len(queries.events_between(viewer, on, on)) == there


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"ends": time(18)}, refusals.EndsBeforeItStarts),
        ({"last_day": date(2026, 12, 3)}, refusals.EndsBeforeItStarts),
        ({"last_day": date(2027, 1, 4)}, refusals.TooLongAnEvent),
        ({"ends": None}, refusals.HourMissing),
        ({"day": date(2029, 1, 1)}, refusals.TooFarAway),
        ({"day": date(2025, 1, 1)}, refusals.TooFarAway),
    ],
)
def test_impossible_times_are_refused(viewer, content, fields, refusal):
    with pytest.raises(refusal):
        add(viewer, content(**fields))
    assert not CalendarEvent.objects.exists()


def test_the_hour_that_spring_leaves_out_is_refused_and_named(viewer, content):
    with pytest.raises(NoSuchHour, match="28"):
        add(viewer, content(day=date(2027, 3, 28), begins=time(2, 30), ends=time(5)))


def test_of_the_hour_that_autumn_has_twice_the_first_counts(viewer, content):
    event = add(viewer, content(day=date(2027, 10, 31), begins=time(2, 30), ends=time(2, 45)))
    assert event.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert event.ends_at - event.starts_at == timedelta(minutes=15)


def test_a_weekly_hour_stays_across_the_change_of_clocks(viewer, content):
    add(viewer, content(begins=time(18)), repeat=Repeat.WEEKLY, until=date(2027, 5, 1))
    events = list(CalendarEvent.objects.order_by("starts_at"))
    assert len(events) == 22
    assert {event.starts_at.astimezone(PARIS).hour for event in events} == {18}
    assert {event.starts_at.astimezone(UTC).hour for event in events} == {16, 17}


def test_a_weekly_hour_that_one_week_lacks_is_refused_by_its_day(viewer, content):
    day = date(2027, 3, 21)
    with pytest.raises(NoSuchHour, match="dimanche 28\u00a0mars 2027"):
        add(
            viewer,
            content(day=day, begins=time(2, 30), ends=time(4)),
            repeat=Repeat.WEEKLY,
            until=date(2027, 4, 30),
        )
    assert not CalendarEvent.objects.exists()
    assert not EventSeries.objects.exists()


def test_the_31st_of_each_month_is_the_last_day_of_the_shorter_ones():
    days = list(rules.repeated_days(date(2027, 1, 31), Repeat.MONTHLY, date(2027, 5, 31)))
    assert [f"{day:%m-%d}" for day in days] == ["01-31", "02-28", "03-31", "04-30", "05-31"]


def test_a_series_of_ten_thousand_is_refused(viewer, content):
    with pytest.raises(refusals.SeriesTooLong):
        add(viewer, content(), repeat=Repeat.WEEKLY, until=date(2026, 12, 4) + timedelta(weeks=10_000))
    with pytest.raises(refusals.SeriesNeverComesBack):
        add(viewer, content(), repeat=Repeat.WEEKLY, until=date(2026, 12, 5))
    assert not EventSeries.objects.exists()


@pytest.fixture
def series(viewer, content) -> list[CalendarEvent]:
    """Five Fridays from 4 December on."""
    add(viewer, content(), repeat=Repeat.WEEKLY, until=date(2027, 1, 1))
    return list(CalendarEvent.objects.order_by("starts_at"))


def test_one_date_of_a_series_changes_alone(viewer, content, series):
    events.edit_event(
        viewer=viewer,
        event_id=series[1].pk,
        content=content(title="Séance", day=date(2026, 12, 12)),
        version=1,
    )
    rows = list(CalendarEvent.objects.order_by("starts_at"))
    assert [row.title for row in rows] == ["Conseil municipal", "Séance", *["Conseil municipal"] * 3]
    assert local(rows[1])[0] == "2026-12-12 18:30"


def test_a_whole_series_changes_from_now_on_as_one_piece_of_news(viewer, content, series, clock):
    clock.at("2026-12-10 09:00+01:00")
    edited = content(title="Séance", day=date(2026, 12, 12), begins=time(19))
    events.edit_event(viewer=viewer, event_id=series[1].pk, content=edited, version=1, scope=Scope.SERIES)
    rows = list(CalendarEvent.objects.order_by("starts_at"))
    assert [f"{row.title} {local(row)[0]}" for row in rows] == [
        "Conseil municipal 2026-12-04 18:30",  # over
        "Séance 2026-12-12 19:00",
        "Séance 2026-12-19 19:00",
        "Séance 2026-12-26 19:00",
        "Séance 2027-01-02 19:00",
    ]
    assert Entry.objects.filter(kind="agenda.AgendaEventMoved").count() == 1


def test_new_words_are_no_move_and_no_change_is_no_news(viewer, content):
    event = add(viewer, content())
    events.edit_event(viewer=viewer, event_id=event.pk, content=content(description="Public"), version=1)
    assert not Entry.objects.filter(kind="agenda.AgendaEventMoved").exists()
    assert Entry.objects.filter(kind="agenda.AgendaEventEdited").count() == 1
    events.edit_event(viewer=viewer, event_id=event.pk, content=content(description="Public"), version=2)
    assert CalendarEvent.objects.get().version == 2
    events.edit_event(
        viewer=viewer, event_id=event.pk, content=content(description="Public", place="École"), version=2
    )
    assert Entry.objects.filter(kind="agenda.AgendaEventMoved").count() == 1


def test_the_second_of_two_editors_is_warned(viewer, content):
    event = add(viewer, content())
    events.edit_event(viewer=viewer, event_id=event.pk, content=content(title="A"), version=1)
    with pytest.raises(ChangedMeanwhile):
        events.edit_event(viewer=viewer, event_id=event.pk, content=content(title="B"), version=1)


def test_moved_to_another_day_at_the_same_hours_and_back(viewer, content):
    event = add(viewer, content(day=date(2027, 3, 26)))
    events.move_event(viewer=viewer, event_id=event.pk, to=date(2027, 3, 29))  # summer time by then
    assert local(CalendarEvent.objects.get()) == ["2027-03-29 18:30", "2027-03-29 20:00"]
    events.move_event(viewer=viewer, event_id=event.pk, to=date(2027, 3, 26))
    assert local(CalendarEvent.objects.get()) == ["2027-03-26 18:30", "2027-03-26 20:00"]
    days = add(viewer, content(begins=None, ends=None, last_day=date(2026, 12, 6)), key="d")
    events.move_event(viewer=viewer, event_id=days.pk, to=date(2026, 12, 24))
    days.refresh_from_db()
    assert (days.first_day, days.last_day) == (date(2026, 12, 24), date(2026, 12, 26))


def test_a_series_changes_from_one_of_its_dates_on(viewer, content, series):
    edited = content(title="Séance", day=date(2026, 12, 18))
    events.edit_event(viewer=viewer, event_id=series[2].pk, content=edited, version=1, scope=Scope.FOLLOWING)
    rows = CalendarEvent.objects.order_by("starts_at")
    assert [row.title for row in rows] == ["Conseil municipal"] * 2 + ["Séance"] * 3


def test_cancelled_and_brought_back_one_or_all_that_is_to_come(viewer, series, clock):
    def standing() -> list[bool]:
        rows = CalendarEvent.objects.order_by("starts_at")
        return [row.cancelled_at is None for row in rows]

    events.cancel_event(viewer=viewer, event_id=series[0].pk)
    assert standing() == [False, True, True, True, True]
    clock.forward(minutes=1)
    events.cancel_event(viewer=viewer, event_id=series[2].pk, scope=Scope.FOLLOWING)
    assert standing() == [False, True, False, False, False]
    for _ in range(2):
        events.restore_event(viewer=viewer, event_id=series[3].pk)
    assert standing() == [False, True, True, True, True]  # with those that went together with it
    clock.forward(minutes=1)
    events.cancel_event(viewer=viewer, event_id=series[2].pk, scope=Scope.SERIES)
    assert not any(standing())
    assert Entry.objects.filter(kind="agenda.AgendaEventCancelled").count() == 3
    events.restore_event(viewer=viewer, event_id=series[2].pk)
    assert standing() == [False, True, True, True, True]


def test_only_who_keeps_the_agenda(viewer_of, powerless_delegate, resident, commune, content, viewer):
    event = add(viewer, content())
    for person in (powerless_delegate, resident):
        other = viewer_of(person, commune)
        for act in (
            lambda other=other: add(other, content(), key="x"),
            lambda other=other: events.move_event(viewer=other, event_id=event.pk, to=date(2026, 12, 8)),
            lambda other=other: events.cancel_event(viewer=other, event_id=event.pk),
        ):
            with pytest.raises(NotAllowed):
                act()
