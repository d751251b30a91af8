"""What is said of a town hall's door at a given minute, and when nothing is."""

from datetime import datetime

import pytest

from civic.communes.directory.opening import opening_words


def _range(first: int, last: int, *hours: tuple[str, str], note: str = ""):
    return {"first": first, "last": last, "hours": [list(slot) for slot in hours], "note": note}


WEEK = [_range(1, 5, ("09:00", "12:00"), ("14:00", "16:30"))]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T08:59", "Fermée, ouvre à 9 h"),
        ("2026-11-26T09:00", "Ouverte jusqu’à 12 h"),
        ("2026-11-26T11:59", "Ouverte jusqu’à 12 h"),
        ("2026-11-26T12:00", "Fermée, ouvre à 14 h"),
        ("2026-11-26T16:29", "Ouverte jusqu’à 16 h 30"),
        ("2026-11-26T16:30", "Fermée, rouvre demain à 9 h"),
        ("2026-11-27T20:00", "Fermée, rouvre lundi à 9 h"),
        ("2026-11-28T10:00", "Fermée aujourd’hui, rouvre lundi à 9 h"),
        ("2026-11-29T10:00", "Fermée aujourd’hui, rouvre demain à 9 h"),
    ],
)
def test_each_hour_of_a_usual_week(at: str, said: str):
    assert _said(WEEK, at) == said


def test_one_day_a_week_and_hours_that_touch():
    monday = [_range(1, 1, ("09:00", "12:00"))]
    assert _said(monday, "2026-11-23T13:00") == "Fermée, rouvre lundi prochain à 9 h"
    assert _said(monday, "2026-11-24T13:00") == "Fermée aujourd’hui, rouvre lundi à 9 h"
    joined = [_range(1, 5, ("09:00", "12:00")), _range(3, 3, ("12:00", "18:00"))]
    assert _said(joined, "2026-11-25T11:00") == "Ouverte jusqu’à 18 h"
    assert _said([_range(1, 7, ("00:00", "24:00"))], "2026-11-25T23:59") == "Ouverte jusqu’à 24 h"


@pytest.mark.parametrize(
    "at", ["2027-01-01T10:00", "2027-03-26T10:00", "2027-03-29T10:00", "2027-05-06T10:00", "2027-07-14T10:00"]
)
def test_nothing_is_said_on_a_day_that_may_be_off(at: str):
    assert _said(WEEK, at) == ""


def test_nothing_is_promised_for_a_day_that_may_be_off():
    assert _said(WEEK, "2027-03-27T10:00") == "Fermée aujourd’hui"  # Easter Monday comes first
    assert _said(WEEK, "2027-07-13T20:00") == "Fermée"


@pytest.mark.parametrize(
    "hours", [[], [*WEEK, _range(6, 6, ("09:00", "12:00"), note="Premier samedi du mois")]]
)
def test_nothing_is_said_of_hours_that_words_restrict(hours):
    assert _said(hours, "2026-11-26T10:00") == ""


def _said(hours, at: str) -> str:
    return opening_words(hours, datetime.fromisoformat(at)).replace("\u00a0", " ")
