"""Tables that a town hall opens in its spreadsheet: CSV as French ones read it, streamed, harmless."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

# A cell that begins so is a formula to a spreadsheet: what a person wrote must never be carried out.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a csv writer writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def csv_answer(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`filename` without its ending, in plain letters. A row holds text, numbers, dates (shown in the commune's time)
    or None."""
    # The lines are made when the page's own time zone is no longer set.
    zone = timezone.get_current_timezone()
    answer = StreamingHttpResponse(_lines(header, rows, zone), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]], zone: tzinfo) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(header)  # by this sign a spreadsheet knows that it is UTF-8
    for row in rows:
        yield writer.writerow([_cell(value, zone) for value in row])


def _cell(value: Any, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value, zone).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
