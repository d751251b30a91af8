"""What is sent once, in which order, and what a page receives when it comes back."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.core.clock import now
from civic.live.history import MOST_MISSED, History, SentChange, Tail, encode
from civic.live.queries import ChangeRow

TOPIC = "commune:7:members"


def row(number: int) -> ChangeRow:
    return ChangeRow(number, TOPIC, "posts", {}, now() - timedelta(minutes=1))


def sent(number: int, topic: str = TOPIC, at: float = 1000.0, in_order: bool = True) -> SentChange:
    return SentChange(number, topic, "posts", encode(number, "posts", {}), at, in_order)


def ids(found) -> list[int]:
    return [one.id for one in found]


@settings(deadline=None)
@given(st.permutations(range(2, 12)), st.integers(1, 5))
def test_whatever_the_order_of_the_commits_each_is_sent_once(order, step):
    """The table as the reader sees it grows in any order; a look takes what is new and what was passed over."""
    tail, seen, committed = Tail(), [], [1]
    tail.take([row(1)], 0.0)
    for position in range(0, len(order), step):
        committed += order[position : position + step]
        visible = sorted(n for n in committed if n > tail.top or n in tail.gaps)
        seen += ids(tail.take([row(n) for n in visible], 0.0))
    assert sorted(seen) == list(range(2, 12))


@pytest.mark.parametrize(
    ("topic", "data", "spread"),
    [
        ("person:0", {}, 0),
        ("person:0", {"within": 2000}, 0),
        (TOPIC, {}, 3000),
        (TOPIC, {"within": 2000}, 2000),
    ],
)
def test_what_many_hear_they_act_on_one_after_the_other(topic, data, spread):
    (one,) = Tail().take([ChangeRow(1, topic, "alert", data, now())], 0.0)
    assert json.loads(one.line.partition(b"data: ")[2])["wide"] == spread


def test_a_row_read_twice_is_sent_once():
    tail = Tail()
    assert ids(tail.take([row(5), row(6)], 0.0)) == [5, 6]
    assert ids(tail.take([row(5), row(6)], 0.0)) == []


def test_a_number_that_never_comes_is_given_up():
    tail = Tail()
    tail.take([row(1), row(4)], 0.0)
    assert set(tail.gaps) == {2, 3}
    tail.take([], 121.0)
    assert tail.gaps == {}
    tail.take([row(9_000_000)], 200.0)
    assert len(tail.gaps) <= 500


def test_who_comes_back_receives_what_came_since():
    history = History()
    for number in range(1, 6):
        history.add(sent(number))
    history.add(sent(6, "commune:8:members"))
    assert ids(history.missed(3, {TOPIC})) == [4, 5]
    assert ids(history.missed(6, {TOPIC})) == []
    assert history.missed(7, {TOPIC}) is None  # a number that we have not given yet


def test_what_came_late_is_sent_again():
    history = History()
    history.add(sent(10))
    history.add(sent(12))
    history.add(sent(11, in_order=False))
    assert ids(history.missed(12, {TOPIC})) == [11]


def test_too_much_or_too_long_ago_is_reload():
    history = History(seconds=60)
    for number in range(1, MOST_MISSED + 3):
        history.add(sent(number, at=float(number)))
    assert history.missed(1, {TOPIC}) is None
    assert len(history.missed(2, {TOPIC})) == MOST_MISSED
    history.purge(160.0)  # numbers below 100 are older than a minute
    assert history.missed(98, {TOPIC}) is None
    assert ids(history.missed(99, {TOPIC}))[0] == 100


def test_a_hub_that_starts_knows_that_it_does_not_know_what_was_before():
    history = History()
    history.add(sent(50))
    assert history.missed(48, {TOPIC}) is None
    assert ids(history.missed(49, {TOPIC})) == [50]


def test_a_new_page_receives_the_last_seconds():
    history = History()
    for number in range(1, 6):
        history.add(sent(number, at=float(number)))
    assert ids(history.latest(4.0, {TOPIC})) == [4, 5]
