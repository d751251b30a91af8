"""Writing visits down: a handful of statements for all that came together, whatever the number of communes."""

import hmac
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from civic.core.audience import Audience
from civic.core.clock import now
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.statistics.models import Day, PostDay, Salt

_ROWS = 400  # of one statement
PUBLISH_EVERY = 8.0  # seconds between two announcements for one commune

_last_published: dict[int, float] = {}


class Seen(NamedTuple):
    """Someone opened a page. `visitor`: what distinguishes visitors, never written as it is."""

    commune_id: int
    day: date  # and hour: on the clocks of the commune
    hour: int
    visitor: str
    is_member: bool
    post_id: UUID | None  # the publication whose own page it was


class _Came(NamedTuple):
    commune_id: int
    day: date
    digest: str


def write_visits(*, seen: Sequence[Seen]) -> None:
    """Visitors are distinguished all day long, by whatever process each of their pages was served."""
    oldest = now().date() - timedelta(days=2)
    newest = now().date() + timedelta(days=1)
    seen = [one for one in seen if oldest <= one.day <= newest]  # a clock that jumped
    if not seen:
        return
    with transaction.atomic():
        salts = {day: _salt(day) for day in sorted({one.day for one in seen})}
        hours: defaultdict[tuple[int, date, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        # In one order for all who write at once.
        for hour in sorted({one.hour for one in seen}):
            _write_hour(hour, [one for one in seen if one.hour == hour], salts, hours)
        _add_hours(hours)
        _add_opened(Counter((s.commune_id, s.day, s.post_id) for s in seen if s.post_id))
        _publish({one.commune_id for one in seen})


def _write_hour(
    hour: int,
    seen: Sequence[Seen],
    salts: Mapping[date, bytes],
    hours: defaultdict[tuple[int, date, int], list[int]],
) -> None:
    came = {_Came(s.commune_id, s.day, _digest(salts[s.day], s)): s.is_member for s in seen}
    rows = [(*one, 1 << hour) for one in sorted(came)]
    for one in _upsert("DO NOTHING", rows):  # for the first time of the day
        counts = hours[one.commune_id, one.day, hour]
        counts[0] += 1
        counts[1] += 1
        counts[2] += came[one]
    again = (
        "(commune_id, day, digest) DO UPDATE SET hours = statistics_visitor.hours | excluded.hours "
        "WHERE (statistics_visitor.hours & excluded.hours) = 0"
    )
    for one in _upsert(again, rows):  # for the first time of the hour
        hours[one.commune_id, one.day, hour][0] += 1


def _upsert(on_conflict: str, rows: Sequence[tuple[Any, ...]]) -> list[_Came]:
    """Those that this very statement wrote."""
    sql = "INSERT INTO statistics_visitor (commune_id, day, digest, hours)"
    tail = f"ON CONFLICT {on_conflict} RETURNING commune_id, day, digest"
    return [_Came(place, _as_date(day), digest) for place, day, digest in _written(sql, rows, tail)]


def _add_hours(hours: Mapping[tuple[int, date, int], Sequence[int]]) -> None:
    rows = [(*key, *counts) for key, counts in sorted(hours.items()) if any(counts)]
    sums = ", ".join(
        f"{name} = statistics_hour.{name} + excluded.{name}" for name in ("visits", "visitors", "members")
    )
    _written(
        "INSERT INTO statistics_hour (commune_id, day, hour, visits, visitors, members)",
        rows,
        f"ON CONFLICT (commune_id, day, hour) DO UPDATE SET {sums}",
    )


def _add_opened(opened: Mapping[tuple[int, date, UUID], int]) -> None:
    key = PostDay._meta.get_field("post_id")
    rows = [
        (place, day, key.get_db_prep_value(post_id, connection), count)
        for (place, day, post_id), count in sorted(opened.items())
    ]
    _written(
        "INSERT INTO statistics_postday (commune_id, day, post_id, opened)",
        rows,
        "ON CONFLICT (commune_id, day, post_id) DO UPDATE SET opened = statistics_postday.opened + excluded.opened",
    )


def _written(head: str, rows: Sequence[tuple[Any, ...]], tail: str) -> list[tuple[Any, ...]]:
    """In SQL, since the ORM says neither which rows of an upsert are new nor adds to a column in one."""
    answers: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            part = [[_as_parameter(value) for value in row] for row in rows[start : start + _ROWS]]
            values = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in part)
            cursor.execute(f"{head} VALUES {values} {tail}", [value for row in part for value in row])
            if "RETURNING" in tail:
                answers += cursor.fetchall()
    return answers


def _as_parameter(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _salt(day: date) -> bytes:
    """Made by whoever comes first that day; the same for all."""
    if (found := Salt.objects.filter(day=day).first()) is None:
        Salt.objects.bulk_create([Salt(day=day, secret=secrets.token_hex(32))], ignore_conflicts=True)
        found = Salt.objects.get(day=day)
    return bytes.fromhex(found.secret)


def _digest(salt: bytes, seen: Seen) -> str:
    return hmac.new(salt, f"{seen.commune_id} {seen.visitor}".encode(), sha256).hexdigest()[:32]


def _publish(commune_ids: set[int]) -> None:
    """Open pages of figures ask again. No figure is in it: the page asks, and then the right counts."""
    clock = time.monotonic()
    due = [
        one
        for one in sorted(commune_ids)
        if clock - _last_published.get(one, -PUBLISH_EVERY) >= PUBLISH_EVERY
    ]
    live.publish_all(topics=[commune_topic(one, Audience.TOWN_HALL) for one in due], name="statistics")
    if len(_last_published) > 50_000:
        _last_published.clear()
    _last_published.update(dict.fromkeys(due, clock))


@transaction.atomic
def fill_past(*, days: Sequence[Day], opened: Sequence[PostDay]) -> None:
    """Visits of days that are over, from elsewhere: of a page that moved here, or of the demo. What the days hold
    besides visits stays."""
    Day.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["commune", "day"],
        update_fields=["visits", "visitors", "members", "hours"],
        batch_size=500,
    )
    PostDay.objects.bulk_create(opened, ignore_conflicts=True, batch_size=500)
