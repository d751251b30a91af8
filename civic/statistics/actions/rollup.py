"""A day that is over becomes one row, and what distinguished its visitors is erased."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from civic.core.clock import months_later, now
from civic.core.jobs import Lane, job
from civic.statistics.models import Day, Hour, PostDay, Salt, Visitor
from civic.statistics.queries import closing as queries
from civic.statistics.queries.closing import Contents
from civic.town_halls.queries.town_halls import time_zones_in_use

CAUGHT_UP = 8  # days that were missed are made good; what is longer ago: `manage.py backfill_statistics`
_COMMUNES = 200  # at once
_LAST_ZONE = timedelta(hours=-12)  # where a day ends last


@job(lane=Lane.UPKEEP)
def close_days(*, moment: datetime | None = None) -> int:
    """Close all days that are over on the clocks of their commune. Twice does it once; returns how many days."""
    moment = moment or now()
    closed = 0
    for zone in time_zones_in_use():
        today = moment.astimezone(ZoneInfo(zone)).date()
        for ago in range(CAUGHT_UP, 0, -1):
            day = today - timedelta(days=ago)
            for communes in batched(queries.communes_to_close(zone, day), _COMMUNES):
                closed += _close(communes, day, ZoneInfo(zone))
    # Of a day that is older still there is nothing to count: the workers were away for longer than that.
    over = (moment + _LAST_ZONE).astimezone(UTC).date()
    Salt.objects.filter(day__lt=over).delete()
    for rows in (Visitor, Hour):
        rows.objects.filter(day__lt=over - timedelta(days=CAUGHT_UP)).delete()
    return closed


@transaction.atomic
def _close(communes: Sequence[int], day: date, zone: ZoneInfo) -> int:
    # Locked: of two who close the same day the second finds nothing left to add.
    hours = Hour.objects.select_for_update().filter(commune_id__in=communes, day=day).order_by("commune_id")
    came: defaultdict[int, list[Hour]] = defaultdict(list)
    for hour in hours:
        came[hour.commune_id].append(hour)
    contents = queries.contents_of_day(communes, day, zone)
    known = {row.commune_id: row for row in Day.objects.filter(commune_id__in=communes, day=day)}
    rows: list[Day] = []
    for commune_id in communes:
        row = known.get(commune_id) or Day(commune_id=commune_id, day=day)
        _add(row, came[commune_id])
        if commune_id not in known:
            _fill(row, contents[commune_id])
        rows.append(row)
    _save(rows, ["visits", "visitors", "members", "hours", *Contents._fields])
    Hour.objects.filter(commune_id__in=communes, day=day).delete()
    Visitor.objects.filter(commune_id__in=communes, day=day).delete()
    return len(rows)


def _add(row: Day, hours: Sequence[Hour]) -> None:
    """To what the row has: a visit that was written late is not lost."""
    if not hours:
        return
    by_hour = list(row.hours) or [0] * 24
    for hour in hours:
        by_hour[hour.hour] += hour.visits
        row.visits += hour.visits
        row.visitors += hour.visitors
        row.members += hour.members
    row.hours = by_hour


def _fill(row: Day, contents: Contents) -> None:
    for name, value in contents._asdict().items():
        setattr(row, name, value)


def _save(rows: Sequence[Day], fields: Sequence[str]) -> None:
    Day.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["commune", "day"],
        update_fields=list(fields),
        batch_size=500,
    )


def backfill(*, since: date | None = None, moment: datetime | None = None) -> int:
    """Publications, comments, likes and residents of all days since then, or since the town halls opened, recounted
    from the contents that are there. Visits are left as they are. Returns how many days were written."""
    moment = moment or now()
    written = 0
    for zone in time_zones_in_use():
        yesterday = moment.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        first = max(since or date.min, _oldest(yesterday))
        for communes in batched(queries.communes_of_zone(zone), _COMMUNES):
            written += _count_again(communes, first, yesterday, ZoneInfo(zone))
    return written


@transaction.atomic
def _count_again(communes: Sequence[int], first: date, last: date, zone: ZoneInfo) -> int:
    opened = queries.opening_days(communes, zone)
    by_day = queries.contents_by_day(communes, first, last, zone)
    rows = list(_rows(opened, by_day, first, last))
    _save(rows, Contents._fields)
    return len(rows)


def _rows(
    opened: Mapping[int, date], by_day: Mapping[int, Mapping[date, Contents]], first: date, last: date
) -> Iterator[Day]:
    for commune_id, opening in opened.items():
        day = max(first, opening)
        while day <= last:
            row = Day(commune_id=commune_id, day=day)
            _fill(row, by_day[commune_id][day])
            yield row
            day += timedelta(days=1)


def purge_old_days(*, moment: datetime | None = None) -> None:
    """Counts go when they have served long enough."""
    before = _oldest((moment or now()).date())
    for rows in _COUNTS:
        rows.objects.filter(day__lt=before).delete()


_COUNTS: tuple[Any, ...] = (Day, PostDay)


def _oldest(today: date) -> date:
    return months_later(today, -settings.STATISTICS_MONTHS)
