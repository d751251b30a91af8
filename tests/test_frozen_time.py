"""Time in the tests themselves: it stands still from the first fixture on, unless a test says otherwise."""

import time
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.plugins.frozen_time import MOMENT, moment_at

IMPORTED_AT = timezone.now()


@pytest.fixture(scope="module")
def made_once() -> datetime:
    return timezone.now()


def test_time_stands_still_for_everything_of_a_test(made_once: datetime) -> None:
    time.sleep(0.002)
    assert timezone.now() == datetime.now(UTC) == made_once == IMPORTED_AT == MOMENT


def test_the_clock_moves_it(clock) -> None:
    clock.forward(minutes=3)
    assert (timezone.now() - MOMENT).total_seconds() == 180
    assert clock.at("2031-05-01 12:00+02:00") == timezone.now()


def test_what_waits_still_waits() -> None:
    before = time.monotonic()
    time.sleep(0.02)
    assert time.monotonic() - before >= 0.02


@pytest.mark.real_time
def test_a_test_may_ask_for_the_real_time() -> None:
    before = time.time()
    time.sleep(0.002)
    assert time.time() > before
    assert timezone.now() != MOMENT


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-22T10:00", "2026-11-22T09:00+00:00"),
        ("2027-03-28T02:30", "2027-03-28T01:30+00:00"),  # skipped in spring: 03:30
        ("2027-10-31T02:30", "2027-10-31T00:30+00:00"),  # repeated in autumn: the first
        ("2027-10-31T02:30+01:00", "2027-10-31T01:30+00:00"),  # the second, by its offset
        ("2028-02-28", "2028-02-27T23:00+00:00"),
    ],
)
def test_moments_are_typed_as_on_the_clocks_of_paris(typed: str, meant: str) -> None:
    assert moment_at(typed) == datetime.fromisoformat(meant)


@pytest.mark.at("2027-10-31T02:30")
def test_a_test_that_names_dates_says_when_it_takes_place(clock) -> None:
    assert timezone.now() == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    clock.forward(hours=1)
    assert timezone.now() == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
