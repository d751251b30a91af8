"""Time stands still in every test, at the same moment; the `clock` fixture moves it.

    TESTS_AT=2027-03-28T02:30 pytest …    (or `make test AT=…`) another moment, on the clocks of Paris

A test that names dates says when it takes place, `@pytest.mark.at("2026-11-22T10:00")`; one that waits for real
processes, servers or a browser says `@pytest.mark.real_time`. Only the wall clock stops: `time.monotonic()` and
`time.sleep()` are real, so that nothing that waits is stuck.
"""

import os
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

USUAL = "2026-11-22T10:00"  # a Sunday, in the morning
ZONE = ZoneInfo("Europe/Paris")
_traveller = pytest.StashKey[time_machine.Traveller]()


def moment_at(text: str) -> datetime:
    """What was typed, on the clocks of Paris unless it says its own offset. An hour that spring skips is what the
    clocks show instead (02:30 → 03:30); of the hour that autumn repeats, the first."""
    typed = datetime.fromisoformat(text)
    return (typed if typed.tzinfo else typed.replace(tzinfo=ZONE)).astimezone(UTC)


MOMENT = moment_at(os.environ.get("TESTS_AT") or USUAL)


class Clock:
    """`clock.at("2026-11-22 10:00+01:00")`, `clock.forward(minutes=16)`."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    def at(self, moment: str | datetime) -> datetime:
        chosen = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        assert chosen.tzinfo, "say in which zone"
        self._traveller.move_to(chosen)
        return chosen

    def forward(self, **time: float) -> None:
        self._traveller.shift(timedelta(**time))


def pytest_report_header() -> str:
    return f"time stands still at {MOMENT.astimezone(ZONE):%Y-%m-%d %H:%M%z}"


# What a module writes down while it is imported, in its parameters for instance.
@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    with time_machine.travel(MOMENT, tick=False):
        return (yield)


# Around the whole test and not a fixture: what is made once for a module or a session must see the same time.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if item.get_closest_marker("real_time"):
        return (yield)
    said = item.get_closest_marker("at")
    moment = moment_at(*said.args) if said else MOMENT
    with time_machine.travel(moment, tick=False) as item.stash[_traveller]:
        return (yield)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Clock:
    assert _traveller in request.node.stash, "the clock of a test in real time is not moved"
    return Clock(request.node.stash[_traveller])
