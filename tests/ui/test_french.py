from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from civic.ui import french

at = partial(datetime, tzinfo=UTC)
NOW = at(2026, 1, 24, 12, 0)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (at(2026, 1, 27, 9, 38), "mardi 27\u00a0janvier à 9\u00a0h\u00a038"),
        (at(2026, 2, 1, 18, 0), "dimanche 1er\u00a0février à 18\u00a0h"),
        (at(2025, 8, 15, 0, 5), "vendredi 15\u00a0août 2025 à 0\u00a0h\u00a005"),
    ],
)
def test_day_time_is_written_as_one_says_it(moment, written):
    assert french.day_time(moment, NOW) == written


def test_day_leaves_out_this_year():
    assert french.day(date(2026, 5, 1), NOW.date()) == "vendredi 1er\u00a0mai"


@pytest.mark.parametrize(
    ("elapsed", "written"),
    [
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1\u00a0minute"),
        (timedelta(minutes=59, seconds=59), "il y a 59\u00a0minutes"),
        (timedelta(hours=5, minutes=59), "il y a 5\u00a0heures"),
        (timedelta(hours=6), "aujourd’hui à 6\u00a0h"),
        (timedelta(hours=13), "hier à 23\u00a0h"),
        (timedelta(days=2), "jeudi 22\u00a0janvier à 12\u00a0h"),
        (timedelta(minutes=-5), "aujourd’hui à 12\u00a0h\u00a005"),
    ],
)
def test_ago_counts_then_names_the_day(elapsed, written):
    assert french.ago(NOW - elapsed, NOW) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (9200, "9\u202f200,00\u00a0€"),
        (Decimal("0.005"), "0,01\u00a0€"),
        ("1234567.8", "1\u202f234\u202f567,80\u00a0€"),
        (Decimal("-12.5"), "-12,50\u00a0€"),
    ],
)
def test_euros(amount, written):
    assert french.euros(amount) == written


def test_euros_refuses_what_is_not_a_sum():
    with pytest.raises(ValueError, match="not a sum"):
        french.euros("beaucoup")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0\u00a0commentaire"),
        (1, "1\u00a0commentaire"),
        (2, "2\u00a0commentaires"),
        (1204, "1\u202f204\u00a0commentaires"),
    ],
)
def test_counted_says_nought_in_the_singular(number, written):
    assert french.counted(number, "commentaire", "commentaires") == written


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2026, 3, 29), "29\u00a0mars 2026"), (date(2025, 8, 1), "1er\u00a0août 2025")],
)
def test_a_full_date_says_its_year_this_year_too(day, written):
    assert french.full_date(day) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [(1, "1 ko"), (240_400, "240 ko"), (999_600, "1 Mo"), (1_449_000, "1,4 Mo"), (20_971_520, "21 Mo")],
)
def test_the_weight_of_a_file(size, written):
    assert french.weight(size).replace("\u00a0", " ") == written
