"""What the map says, and the words that are made of it."""

import json
import re
from datetime import UTC, datetime

import pytest

from civic.vigilance import rules
from tests.vigilance.meteo_stand_in import HOURS, TODAY, domain, item, period, vigilance_map

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def read(content):
    return rules.read(content, NOW)


def test_orange_and_red_alone_and_the_graver_of_two():
    found = read(
        vigilance_map(
            period(
                *TODAY,
                domain("29", item(1, 3), item(2, 1), item(99, 4)),
                domain("2910", item(9, 4)),
                domain("FRA", item(1, 4)),
                domain("99", item(1, 3)),
                domain("2A", item(3, 3, ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z"), HOURS)),
            ),
            period(*TODAY, domain("29", item(1, 4))),
        )
    )
    assert {(one.department, one.phenomenon, one.colour) for one in found.forecasts} == {
        ("29", 1, 4), ("29", 9, 4), ("2A", 3, 3),
    }  # fmt: skip
    [storm] = [one for one in found.forecasts if one.department == "2A"]
    assert (storm.begins_at.hour, storm.ends_at.hour) == (10, 21)


def test_single_entries_of_another_shape_are_passed_over():
    content = vigilance_map(period(*TODAY, domain("06", item(3, 3))))
    domains = content["product"]["periods"][0]["timelaps"]["domain_ids"]
    domains[:0] = [None, 3, {}, {"domain_id": "06"}, {"domain_id": "06", "phenomenon_items": [None, {}, 4]}]
    domains[-1]["phenomenon_items"][0]["timelaps_items"] = [None, {"begin_time": "hier"}]
    assert len(read(json.loads(json.dumps(content))).forecasts) == 1


def test_each_phenomenon_has_a_text_that_is_ready_and_short_enough():
    for phenomenon in range(1, 10):
        for colour in (3, 4):
            ready = rules.message_of(
                colour, phenomenon, ("mercredi 30 septembre à 23 h 59", "mercredi 30 septembre à 23 h 59")
            )
            assert 100 < len(ready.text) < 500, phenomenon


@pytest.mark.parametrize(
    ("phenomenon", "said", "blanks"),
    [
        (6, "Fortes chaleurs du 20 à 14 h au 21 à 22 h.", ["[lieu]", "[heure]", "[heure]"]),
        (7, "Grand froid du 20 à 14 h au 21 à 22 h.", ["[lieu]"]),
        (8, "Fort risque d’avalanches du 20 à 14 h au 21 à 22 h.", ["[routes]"]),
        (5, "Neige et verglas attendus du 20 à 14 h au 21 à 22 h.", ["[rues]"]),
    ],
)
def test_the_hours_of_the_warning_stand_where_it_is_said_when(phenomenon, said, blanks):
    ready = rules.message_of(3, phenomenon, ("20 à 14 h", "21 à 22 h"))
    assert said in ready.text
    assert re.findall(r"\[[^]]+\]", ready.text) == blanks


@pytest.mark.parametrize(("colour", "level"), [(3, "important"), (4, "danger")])
def test_how_grave_it_is_follows_the_colour(colour, level):
    for phenomenon in range(1, 10):
        assert rules.message_of(colour, phenomenon, ("20 à 14 h", "21 à 22 h")).level == level


def test_hours_beyond_the_period_are_no_hours_of_it():
    """What is over once its day is over goes by itself, whatever a map says."""
    for hours in (("2026-11-20T13:00:00Z", "2150-01-01T00:00:00Z"), ("2020-01-01T00:00:00Z", TODAY[2])):
        (one,) = read(vigilance_map(period(*TODAY, domain("06", item(3, 3, hours))))).forecasts
        assert (
            TODAY[1]
            <= f"{one.begins_at:%Y-%m-%dT%H:%M:%SZ}"
            < f"{one.ends_at:%Y-%m-%dT%H:%M:%SZ}"
            <= TODAY[2]
        )
    for begins, ends in ((TODAY[2], TODAY[1]), (TODAY[1], "2027-11-20T23:00:00Z")):
        with pytest.raises(rules.MapUnreadable):
            read(vigilance_map(period("J", begins, ends, domain("06", item(3, 3)))))


@pytest.mark.parametrize("end", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z"])
def test_an_hour_that_no_clock_shows_is_none(end):
    known = domain("06", item(3, 3, ("2026-11-20T13:00:00Z", end)))
    (one,) = read(vigilance_map(period(*TODAY, known))).forecasts
    assert one.ends_at.year == 2026
    with pytest.raises(rules.MapUnreadable):
        read(vigilance_map(period("J", TODAY[1], end, known)))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2199-12-29T23:00:00Z", "2199-12-30T23:00:00Z"),
        ("2026-11-23T08:00:01Z", "2026-11-23T23:00:00Z"),
        ("2026-11-18T05:00:00Z", "2026-11-19T07:59:59Z"),
    ],
)
def test_a_day_far_from_this_one_is_none_of_the_map(begins, ends):
    with pytest.raises(rules.MapUnreadable):
        read(vigilance_map(period(*TODAY), period("J1", begins, ends, domain("06", item(3, 4)))))
    for near in (("2026-11-23T08:00:00Z", "2026-11-23T23:00:00Z"), ("2026-11-18T08:00:00Z", NOW.isoformat())):
        assert len(read(vigilance_map(period("J1", *near, domain("06", item(3, 4))))).forecasts) == 1


def test_more_days_than_today_and_tomorrow_are_none_of_the_map():
    days = [("J", f"2026-11-20T{hour:02}:00:00Z", f"2026-11-20T{hour + 1:02}:00:00Z") for hour in range(3)]
    with pytest.raises(rules.MapUnreadable):
        read(vigilance_map(*(period(*day, domain("06", item(3, 4))) for day in days)))


@pytest.mark.parametrize("name", ["٠٦", "99", "00", "20", "96", "0٦", "06\n", "2a", "２Ａ"])
def test_a_departement_that_is_none_is_warned_of_nothing(name):
    assert read(vigilance_map(period(*TODAY, domain(name, item(3, 4))))).forecasts == []


def test_every_departement_of_the_map_is_known():
    numbers = [f"{number:02}" for number in range(1, 96) if number != 20]
    names = [*numbers, "2A", "2B"]
    found = read(vigilance_map(period(*TODAY, *(domain(name, item(3, 4)) for name in names)))).forecasts
    assert [one.department for one in found] == names
