"""A day as people write it: « 1/2/1964 », « 01 02 1964 », « 01021964 », « le 1er février 1964 », « 1964-02-01 »."""

import re
from datetime import date

from civic.core.text import is_digits, unaccented
from civic.ui import french

_MONTHS = {
    unaccented(name).rstrip("."): number
    for names in (french.MONTHS, french.SHORT_MONTHS)
    for number, name in enumerate(names, start=1)
}
_BETWEEN = "[ /.-]{1,3}"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{1,4})"
_MONTH = r"(?P<month>\d{1,2})"
_WRITTEN = tuple(
    map(
        re.compile,
        (
            f"{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}",
            rf"(?P<year>\d{{4}}){_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}",
            r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d(\d\d)?)",
            rf"{_DAY}(er)? (?P<month>[a-z]+)\.? {_YEAR}",
        ),
    )
)


class NoDay(ValueError):
    """`code`: « invalid » for what is not written as a day, « unfinished_year » for one that could be of two centuries,
    « no_such_day » for a 31st of February."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day_typed(typed: str) -> date:
    """Raises NoDay."""
    line = unaccented(typed).removeprefix("le ")
    found = next(filter(None, (written.fullmatch(line) for written in _WRITTEN)), None)
    month = _month(found["month"]) if found else None
    if found is None or month is None:
        raise NoDay("invalid")
    if len(found["year"]) < 4:
        raise NoDay("unfinished_year")
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError as error:
        raise NoDay("no_such_day") from error


def _month(written: str) -> int | None:
    return int(written) if is_digits(written) else _MONTHS.get(written)
