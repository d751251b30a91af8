"""What waits at the desk, from all apps, and what it shows beside: one statement."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Case,
    DateTimeField,
    Expression,
    F,
    Func,
    JSONField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from civic.core.clock import EPOCH, now, stored_moment
from civic.core.compiled_queries import with_constants
from civic.core.desk_sources import DeskSource
from civic.core.ids import stored_id
from civic.core.registry import desk_sources
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.models import Claim
from civic.desk.queries.beside import Beside, Questions
from civic.town_halls.queries.town_halls import joined_at_of, town_hall_row

MOST_FOLDED = 30  # of one source that folds: however many there are, there is room for the others


class Urgency(IntEnum):
    """In the order of the desk."""

    CALL_FOR_HELP = 0
    FIRST = 1
    LATE = 2
    WAITING = 3
    INFORMATION = 4


class WaitingRow(NamedTuple):
    source: str
    task_id: UUID
    since: datetime  # it waits for this town hall: what is older than its page, from the opening on
    urgency: int
    has_claims: bool  # has anybody here taken anything?
    columns: list[Any]  # what its source tells its line by, in that order


def sources_for(viewer: Viewer) -> list[DeskSource]:
    return [source for source in desk_sources() if source.concerns(viewer)]


def waiting_rows(viewer: Viewer, *, limit: int, without_information: bool = False) -> list[WaitingRow]:
    """The most pressing of all sources, in one statement. Of each at most `limit`, read along its own index; of one
    that folds, one more than its line can hold, so that others have room. Where they are only counted
    (`without_information`), nothing folds, and what is there to be read alone is left out."""
    rows, _ = _asked(viewer, limit, without_information=without_information)
    return rows


def waiting_rows_with(questions: Questions, viewer: Viewer, *, limit: int) -> tuple[list[WaitingRow], Beside]:
    """The same, and what the desk asks beside."""
    rows, answers = _asked(viewer, limit, questions=questions)
    return rows, questions.answered(viewer, answers)


def _asked(
    viewer: Viewer, limit: int, *, without_information: bool = False, questions: Questions | None = None
) -> tuple[list[WaitingRow], list[Any]]:
    minute = int(now().timestamp()) // 60
    sql, params = _statement(viewer, limit, without_information, questions, minute)
    if not sql:
        return [], []
    rows: list[WaitingRow] = []
    answers: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for source, task_id, since, urgency, has_claims, columns in cursor.fetchall():
            found = json.loads(columns)
            if task_id is None:
                answers = found
            else:
                moment = stored_moment(since)
                rows.append(WaitingRow(source, stored_id(task_id), moment, urgency, bool(has_claims), found))
    rows.sort(key=attrgetter("urgency", "since", "task_id"))  # of a union no order is promised
    return rows, answers


# What has waited since before the town hall had its page has waited since then.
_WAITING = """
SELECT source, task, since, CASE WHEN since <= late_before THEN {late} ELSE urgency END AS final_urgency,
    EXISTS ({claims}) AS has_claims, columns
FROM (
    SELECT desk_source AS source, desk_task AS task, desk_urgency AS urgency, desk_late_before AS late_before,
        desk_columns AS columns, CASE WHEN joined_at > desk_moment THEN joined_at ELSE desk_moment END AS since
    FROM ({parts}) AS waiting LEFT JOIN ({joined}) AS town_hall ON 1 = 1
) AS waiting_here
ORDER BY final_urgency, since, task LIMIT {limit}"""

# After them, a row of its own.
_BESIDE = """
SELECT '', NULL, NULL, NULL, NULL, ({beside})"""

_PART = """
SELECT * FROM ({rows}) AS oldest"""


class _JsonArray(Func):
    """`JSON_BUILD_ARRAY` writes text where `JSONObject`, and Django's own functions of arrays, build a value first."""

    function = "JSON_BUILD_ARRAY"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_ARRAY", **context)


@lru_cache(maxsize=200)  # those who work at their desks within a minute
def _statement(
    viewer: Viewer, limit: int, without_information: bool, questions: Questions | None, minute: int
) -> tuple[str, tuple[Any, ...]]:
    """ "" where nothing can wait and nothing is asked beside. It is put together once a minute for a person, and asked
    each time."""
    halves: list[str] = []
    values: list[Any] = []
    if parts := list(_parts(viewer, limit, without_information=without_information)):
        joined, of_joined = joined_at_of(viewer.commune.id).query.sql_with_params()
        claims, of_claims = _running_claims(
            viewer.commune.id, now() - rules.CLAIM_LASTS
        ).query.sql_with_params()
        waiting = " UNION ALL ".join(part for part, _ in parts)
        sql = _WAITING.format(
            late=int(Urgency.LATE), claims=claims, parts=waiting, joined=joined, limit=limit
        )
        halves.append(_PART.format(rows=sql))
        values += [*of_claims, *(value for _, given in parts for value in given), *of_joined]
    if questions:
        # Until the last instant of the minute: what happens within it counts, and the day is still this one.
        until = datetime.fromtimestamp((minute + 1) * 60, UTC) - timedelta(microseconds=1)
        beside, of_beside = _beside(viewer, questions, until)
        halves.append(_BESIDE.format(beside=beside))
        values += of_beside
    return with_constants(" UNION ALL ".join(halves), values)


def _beside(viewer: Viewer, questions: Questions, moment: datetime) -> tuple[str, tuple[Any, ...]]:
    answers = Cast(_JsonArray(*questions.expressions(viewer, moment)), TextField())
    return town_hall_row(viewer.commune.id).values_list(answers).query.sql_with_params()


def _parts(viewer: Viewer, limit: int, *, without_information: bool) -> Iterable[tuple[str, tuple[Any, ...]]]:
    folding = limit if without_information else min(limit, MOST_FOLDED + 1)
    for source in sources_for(viewer):
        if without_information and source.late_after is None:
            continue
        most = folding if source.together else limit
        try:
            yield _part(viewer, source, most, are_read=not without_information)
        except EmptyResultSet:
            continue


def _part(viewer: Viewer, source: DeskSource, limit: int, *, are_read: bool) -> tuple[str, tuple[Any, ...]]:
    """Of rows that are only counted nothing comes along."""
    rows = source.waiting(viewer).order_by(source.moment, "pk")
    columns: Expression = Value("[]")
    if are_read and source.columns:
        columns = Cast(_JsonArray(*source.columns.values()), TextField())
    urgency, late_before = _urgency(source)
    rows = rows.annotate(
        desk_source=Value(source.key),
        desk_urgency=urgency,
        desk_late_before=late_before,
        desk_task=F("pk"),
        desk_moment=F(source.moment),
        desk_columns=columns,
    )
    rows = rows.values(
        "desk_source", "desk_task", "desk_moment", "desk_late_before", "desk_urgency", "desk_columns"
    )
    oldest, values = rows[:limit].query.sql_with_params()
    return _PART.format(rows=oldest), values


def _urgency(source: DeskSource) -> tuple[Expression, Expression]:
    """Of its rows, and what came until when is late."""
    never = Value(EPOCH, output_field=DateTimeField())
    if source.late_after is None:
        return Value(int(Urgency.INFORMATION)), never
    if source.is_call_for_help:
        return Value(int(Urgency.CALL_FOR_HELP)), never
    first, waiting = Value(int(Urgency.FIRST)), Value(int(Urgency.WAITING))
    late_before = Value(now() - source.late_after, output_field=DateTimeField())
    if source.comes_first is None:
        return waiting, late_before
    return (
        Case(When(source.comes_first, then=first), default=waiting),
        Case(When(source.comes_first, then=never), default=late_before),
    )


def _running_claims(commune_id: int, after: datetime) -> "QuerySet[Any, Any]":
    return Claim.objects.filter(commune_id=commune_id, claimed_at__gt=after).values("pk")[:1]
