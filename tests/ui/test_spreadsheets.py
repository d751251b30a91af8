"""What a town hall opens in its spreadsheet."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from civic.ui.spreadsheets import csv_answer


def _text(rows):
    answer = csv_answer("liste", ["Nom", "Valeur"], rows)
    return b"".join(answer.streaming_content).decode()


def test_french_spreadsheets_read_it():
    text = _text([["Zoé", 1234], ["Léa; Tom", 2.5], ["Anne", date(2026, 1, 24)], ["", None]])
    assert text == ('\ufeffNom;Valeur\r\nZoé;1234\r\n"Léa; Tom";2,50\r\nAnne;24/01/2026\r\n;\r\n')


@pytest.mark.parametrize("begun", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(begun):
    assert f"'{begun}1+1" in _text([[f"{begun}1+1", 1]])


def test_a_negative_number_stays_a_number():
    assert _text([["", -3]]).endswith(";-3\r\n")


def test_moments_are_given_in_the_time_of_the_page_that_asked():
    with timezone.override("Indian/Reunion"):
        answer = csv_answer("liste", ["Moment"], [[datetime(2026, 7, 1, 10, 5, tzinfo=UTC)]])
    assert b"".join(answer.streaming_content).decode().endswith("01/07/2026 14:05\r\n")


def test_it_is_kept_as_a_file():
    answer = csv_answer("journal-eze-06", ["Nom"], [])
    assert answer["Content-Disposition"] == 'attachment; filename="journal-eze-06.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
