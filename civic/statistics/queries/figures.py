"""The figures of a period: what the page, the tables and the page for the council show.

As many statements for a small commune as for a large one: days that are over are read from their rows, today is counted
by ranges of indexes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.http import Http404

from civic.contents.enums import Status
from civic.core.clock import months_later, now
from civic.core.compiled_queries import compiled
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.statistics import rules
from civic.statistics.models import Day, Hour, PostDay
from civic.statistics.queries.closing import end_of, moved, start_of
from civic.statistics.rules import Period
from civic.town_halls.models import TownHall
from civic.town_halls.queries.town_halls import town_hall_row

MOST_READ = 10
MOST_COUNTED = 1000  # residents at each look at the page; more are counted once a day
_OPEN_DAYS = 3  # at most: closed days have rows


class DayFigures(NamedTuple):
    day: date
    visits: int = 0
    visitors: int = 0
    members: int = 0
    posts: int = 0
    comments: int = 0
    likes: int = 0
    residents: int = 0
    hours: list[int] = []  # never changed


class ReadPost(NamedTuple):
    post: Post
    opened: int  # in the period
    likes: int  # as of now
    comments: int


class Reach(NamedTuple):
    """Residents, and how many of them live there all year, against the official population; None where that is not
    known. All counted at the same moment."""

    residents: int
    main_residents: int
    population: int | None
    as_of: date

    @property
    def percent(self) -> int | None:
        return round(100 * self.main_residents / self.population) if self.population else None


@dataclass(frozen=True)
class Figures:
    """`days`: all of the period. `former`: those of the period before, [] when they are not all known."""

    period: Period
    opened: date
    today: date
    residents: int  # as of now
    reach: Reach
    days: list[DayFigures]
    former: list[DayFigures]
    read: list[ReadPost] = field(default_factory=list)

    @cached_property
    def hours(self) -> list[int]:
        """Visits by hour of the day, over the period."""
        sums = [0] * 24
        for day in self.days:
            for hour, visits in enumerate(day.hours):
                sums[hour] += visits
        return sums

    @cached_property
    def weekdays(self) -> list[float]:
        """Visits of an average Monday, Tuesday…"""
        sums, counts = [0] * 7, [0] * 7
        for day in self.days:
            sums[day.day.weekday()] += day.visits
            counts[day.day.weekday()] += 1
        return [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]

    @cached_property
    def best_day(self) -> DayFigures:
        return max(self.days, key=lambda day: day.visitors)


class Opening(NamedTuple):
    """The town hall, as its figures begin."""

    first: date  # the first day whose figures can be asked for
    residents: int  # as of now
    main_residents: int | None  # None where there are too many to count at each look
    population: int | None


def opening_of(viewer: Viewer) -> Opening:
    found = _town_hall(viewer.commune.id)
    if not found:
        raise Http404
    joined_at, residents, main_residents, population = found[0]
    zone = ZoneInfo(viewer.commune.time_zone)
    oldest = months_later(now().astimezone(zone).date(), -settings.STATISTICS_MONTHS)
    return Opening(max(joined_at.astimezone(zone).date(), oldest), residents, main_residents, population)


@compiled
def _town_hall(commune_id: int) -> "QuerySet[TownHall, tuple[datetime, int, int | None, int | None]]":
    at_home = _at_home(commune_id).order_by().values("commune_id").annotate(count=Count("pk")).values("count")
    counted = Case(
        When(residents__lte=MOST_COUNTED, then=Coalesce(Subquery(at_home), 0)), output_field=IntegerField()
    )
    return town_hall_row(commune_id).values_list("joined_at", "residents", counted, "commune__population")


def _at_home(commune_id: int) -> "QuerySet[Membership]":
    return Membership.objects.filter(
        commune_id=commune_id, status=MembershipStatus.ACCEPTED, residence=Residence.MAIN
    )


def figures_of(
    viewer: Viewer, period: Period, opening: Opening, *, moment: datetime | None = None
) -> Figures:
    require(rules.may_see(viewer))
    moment = moment or now()
    zone = ZoneInfo(viewer.commune.time_zone)
    today = moment.astimezone(zone).date()
    commune_id, opened = viewer.commune.id, opening.first
    known = _known_days(commune_id, min(period.former.first, today), today)
    last_closed = max(known, default=None)
    reach = _reach(commune_id, opening, known[last_closed] if last_closed else None, today)
    days = {day: figures for day, (figures, _) in known.items()}
    days |= _open_days(commune_id, days, opening.residents, today, zone)
    return Figures(
        period=period,
        opened=opened,
        today=today,
        residents=opening.residents,
        reach=reach,
        days=_all_of(period, days, opened),
        former=_all_of(period.former, days, opened) if period.former.first >= opened else [],
        read=_most_read(commune_id, period),
    )


_COLUMNS = ("visits", "visitors", "members", "posts", "comments", "likes", "residents", "hours")


def _known_days(commune_id: int, first: date, last: date) -> dict[date, tuple[DayFigures, int]]:
    """With how many residents live there all year."""
    return {
        day: (DayFigures(day, *rest), at_home) for at_home, day, *rest in _day_rows(commune_id, first, last)
    }


@compiled
def _day_rows(commune_id: int, first: date, last: date) -> "QuerySet[Day, Any]":
    rows = Day.objects.filter(commune_id=commune_id, day__gte=first, day__lte=last).order_by("day")
    return rows.values_list("main_residents", "day", *_COLUMNS)


@compiled
def _hour_rows(commune_id: int, first: date) -> "QuerySet[Hour]":
    return Hour.objects.filter(commune_id=commune_id, day__gte=first)


def _open_days(
    commune_id: int, known: dict[date, DayFigures], residents: int, today: date, zone: ZoneInfo
) -> dict[date, DayFigures]:
    """Today, and a day before that is not closed yet. Visits that were written after the closing are added too."""
    hours: dict[date, list[Hour]] = {}
    for row in _hour_rows(commune_id, today - timedelta(days=_OPEN_DAYS)):
        hours.setdefault(row.day, []).append(row)
    last = max(known, default=date.min)
    first = max(last + timedelta(days=1), today - timedelta(days=_OPEN_DAYS - 1)) if last < today else today
    counted = {day: known[day] for day in hours if day in known}
    # Of the days before today that are still open, publications and words are counted with today's.
    contents = moved([commune_id], start_of(first, zone), end_of(today, zone))[commune_id]
    for number in range((today - first).days + 1):
        counted[first + timedelta(days=number)] = DayFigures(
            first + timedelta(days=number), residents=residents
        )
    counted[today] = counted[today]._replace(
        posts=contents.posts, comments=contents.comments, likes=contents.likes
    )
    return {day: _with_visits(figures, hours.get(day, [])) for day, figures in counted.items()}


def _with_visits(figures: DayFigures, rows: list[Hour]) -> DayFigures:
    by_hour = list(figures.hours) or [0] * 24
    for row in rows:
        by_hour[row.hour] += row.visits
    return figures._replace(
        visits=figures.visits + sum(row.visits for row in rows),
        visitors=figures.visitors + sum(row.visitors for row in rows),
        members=figures.members + sum(row.members for row in rows),
        hours=by_hour,
    )


def _all_of(period: Period, days: dict[date, DayFigures], opened: date) -> list[DayFigures]:
    """A day without a row is a day without visits, with the residents of the day before."""
    residents = next((days[day].residents for day in sorted(days, reverse=True) if day < period.first), 0)
    found = []
    for day in period.days:
        if day < opened:
            continue
        figures = days.get(day) or DayFigures(day, residents=residents)
        residents = figures.residents
        found.append(figures)
    return found


def _reach(commune_id: int, opening: Opening, closed: tuple[DayFigures, int] | None, today: date) -> Reach:
    """As of now, as the figure above it, where few enough are to be counted; else of the last day that was closed."""
    at_home = opening.main_residents
    if at_home is None and closed:
        return Reach(closed[0].residents, closed[1], opening.population, closed[0].day)
    if at_home is None:  # many came on the very first day
        at_home = _at_home(commune_id).count()
    return Reach(opening.residents, at_home, opening.population, today)


def _most_read(commune_id: int, period: Period) -> list[ReadPost]:
    return [
        ReadPost(post, post.opened, post.thread.likes, post.thread.messages)
        for post in _most_opened(commune_id, period.first, period.last)
    ]


@compiled
def _most_opened(commune_id: int, first: date, last: date) -> "QuerySet[Any]":
    """Of those that few opened, none: to stand here would tell that one of them did. Those that were taken down
    meanwhile are left out, hence more keys than are shown."""
    days = PostDay.objects.filter(commune_id=commune_id, day__gte=first, day__lte=last)
    sums = days.order_by().values("post_id").annotate(total=Sum("opened"))
    most = sums.filter(total__gte=rules.FEWEST).order_by("-total", "post_id").values("post_id")[:30]
    posts = Post.objects.filter(commune_id=commune_id, status=Status.PUBLISHED, removed_at=None, pk__in=most)
    opened = Subquery(sums.filter(post_id=OuterRef("pk")).values("total"))
    return posts.annotate(opened=opened).select_related("thread").order_by("-opened", "pk")[:MOST_READ]
