"""Who sees the figures, which days a period holds, and what is too little to be shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from civic.core.clock import months_later
from civic.core.viewer import Viewer
from civic.posts.enums import PUBLISH
from civic.statistics.enums import SEE_STATISTICS, Span
from civic.ui import french

FEWEST = 5  # below, a count could point at someone
FEWEST_BY_WAY = 4 * FEWEST  # people who were told of a publication: below, a way could point at someone
FEW = f"moins de {FEWEST}"
_DAYS = {Span.WEEK: 7, Span.MONTH: 30}
_MONTHS = {Span.QUARTER: 3, Span.YEAR: 12}


def may_see(viewer: Viewer) -> bool:
    return viewer.may(SEE_STATISTICS)


def may_see_reach(viewer: Viewer) -> bool:
    """Of a publication: whoever publishes knows how far it went."""
    return may_see(viewer) or viewer.may(PUBLISH)


def in_fives(count: int) -> str:
    """« moins de 5 », « environ 25 », of what people do who can be counted: a step of one could point at someone, and
    so could nobody, among few."""
    return FEW if count < FEWEST else f"environ {french.grouped(count - count % FEWEST)}"


def is_few(count: float) -> bool:
    return 0 < count < FEWEST


def displayed_count(count: int) -> str:
    """« 1 204 », « moins de 5 », « 0 »: nobody is nobody."""
    return FEW if is_few(count) else french.grouped(count)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. `span`: "" when it was chosen by its dates."""

    first: date
    last: date
    span: str = ""

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def former(self) -> "Period":
        """As long, just before."""
        return Period(self.first - timedelta(days=self.length), self.first - timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]

    def label(self, today: date | None = None) -> str:
        """« du 1er novembre au 22 novembre »: the year where it is not this one, or always."""
        today = today or date.min
        if self.first == self.last:
            return french.day(self.first, today)
        return f"du {_date(self.first, self.last)} au {_date(self.last, today)}"


def _date(day: date, other: date) -> str:
    year = "" if day.year == other.year else f" {day.year}"
    return f"{french.day_number(day)}{french.NO_BREAK}{french.MONTHS[day.month - 1]}{year}"


def period_of(span: Span, today: date, opened: date) -> Period:
    """The period that ends today. `opened`: the first day that there are figures of."""
    if span in _DAYS:
        first = today - timedelta(days=_DAYS[span] - 1)
    elif span in _MONTHS:
        first = months_later(today, -_MONTHS[span]) + timedelta(days=1)
    else:
        first = min(opened, today)
    return Period(first, today, span)
