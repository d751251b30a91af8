from datetime import UTC, date, datetime

import pytest

from civic.core.clock import NoSuchHour, local_time, local_to_utc, months_later, now, today_in


@pytest.mark.parametrize(
    ("typed", "zone", "utc"),
    [
        ("2027-01-24T09:38", "Europe/Paris", "2027-01-24T08:38"),
        ("2027-07-24T09:38", "Europe/Paris", "2027-07-24T07:38"),
        ("2027-01-24T09:38", "Indian/Reunion", "2027-01-24T05:38"),
        ("2027-01-24T09:38", "America/Martinique", "2027-01-24T13:38"),
        ("2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30"),  # twice that night: the first counts
        ("1900-01-01T00:00", "UTC", "1900-01-01T00:00"),
    ],
)
def test_an_hour_typed_is_the_communes(typed, zone, utc):
    assert local_to_utc(datetime.fromisoformat(typed), zone) == datetime.fromisoformat(utc).replace(
        tzinfo=UTC
    )


@pytest.mark.parametrize("typed", ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59"])
def test_an_hour_that_does_not_exist_is_said(typed):
    with pytest.raises(NoSuchHour, match="heure d’été"):
        local_to_utc(datetime.fromisoformat(typed), "Europe/Paris")


def test_the_hours_around_the_gap_exist():
    for typed in ("2027-03-28T01:59", "2027-03-28T03:00"):
        local_to_utc(datetime.fromisoformat(typed), "Europe/Paris")


def test_a_moment_is_read_on_the_commune_s_clock(clock):
    moment = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
    assert local_time(moment, "Indian/Reunion") == datetime.fromisoformat("2027-01-01T01:30")
    assert local_to_utc(local_time(moment, "Indian/Reunion"), "Indian/Reunion") == moment
    clock.at(moment)
    days = {zone: today_in(zone) for zone in ("Indian/Reunion", "Europe/Paris")}
    assert days == {"Indian/Reunion": date(2027, 1, 1), "Europe/Paris": date(2026, 12, 31)}


def test_now_has_a_zone():
    assert now().tzinfo is not None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),  # too short a month: its last day
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 11, 22), -25, date(2024, 10, 22)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (datetime(2026, 11, 30, 9, 38, tzinfo=UTC), 3, datetime(2027, 2, 28, 9, 38, tzinfo=UTC)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert months_later(day, months) == later
