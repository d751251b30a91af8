"""What waits at the desk, from all apps: one statement for the rows, one for each source that has some and whose lines
tell more than its rows bring along."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
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
from django.http import Http404

from civic.accounts.queries import columns_to_defer
from civic.core.clock import EPOCH, now, stored_moment
from civic.core.compiled_queries import compiled, with_constants
from civic.core.desk_sources import DeskSource, DeskTask, TasksTogether
from civic.core.ids import stored_id
from civic.core.refusals import require
from civic.core.registry import desk_sources
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.models import Claim
from civic.town_halls.queries.town_halls import joined_at_of
from civic.viewers.queries.viewer import viewer_for

MOST = 50  # shown: whoever has more begins with these
MOST_ALONE = 3  # of one source that folds
MOST_FOLDED = 30  # of it: however many there are, there is room for the others


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


@dataclass(frozen=True, slots=True)
class WaitingTask:
    source: DeskSource
    row: WaitingRow
    task: DeskTask
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class TasksOfOneKind:
    """So many that they fold into one line, in the place of the most pressing one. Without those that a colleague has
    taken: they are theirs."""

    source: DeskSource
    together: TasksTogether
    tasks: list[WaitingTask]


@dataclass(frozen=True, slots=True)
class Desk:
    """`has_more`: than are shown."""

    tasks: list[WaitingTask]  # to do: what comes first, then the late ones, then the oldest
    information: list[WaitingTask]
    has_more: bool


def sources_for(viewer: Viewer) -> list[DeskSource]:
    return [source for source in desk_sources() if source.concerns(viewer)]


def waiting_rows(viewer: Viewer, *, limit: int, without_information: bool = False) -> list[WaitingRow]:
    """The most pressing of all sources, in one statement. Of each at most `limit`, read along its own index; of one
    that folds, one more than its line can hold, so that others have room. Where they are only counted
    (`without_information`), nothing folds, and what is there to be read alone is left out."""
    sql, params = _statement(viewer, limit, without_information, int(now().timestamp()) // 60)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [
            WaitingRow(
                source,
                stored_id(task_id),
                stored_moment(since),
                urgency,
                bool(has_claims),
                json.loads(columns),
            )
            for source, task_id, since, urgency, has_claims, columns in cursor.fetchall()
        ]


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

_PART = """
SELECT * FROM ({oldest}) AS oldest"""


class _JsonArray(Func):
    """`JSON_BUILD_ARRAY` writes text where `JSONObject`, and Django's own functions of arrays, build a value first."""

    function = "JSON_BUILD_ARRAY"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_ARRAY", **context)


@lru_cache(maxsize=200)  # those who work at their desks within a minute
def _statement(
    viewer: Viewer, limit: int, without_information: bool, minute: int
) -> tuple[str, tuple[Any, ...]]:
    """ "" where nothing can wait. The sources are put together once a minute for a person, and asked each time."""
    folding = limit if without_information else min(limit, MOST_FOLDED + 1)
    parts: list[str] = []
    values: list[Any] = []
    for source in sources_for(viewer):
        if without_information and source.late_after is None:
            continue
        try:
            part, given = _part(
                viewer, source, folding if source.together else limit, are_read=not without_information
            )
        except EmptyResultSet:
            continue
        parts.append(part)
        values += given
    if not parts:
        return "", ()
    joined, of_joined = joined_at_of(viewer.commune.id).query.sql_with_params()
    claims, of_claims = _running_claims(viewer.commune.id, now() - rules.CLAIM_LASTS).query.sql_with_params()
    waiting = " UNION ALL ".join(parts)
    sql = _WAITING.format(late=int(Urgency.LATE), claims=claims, parts=waiting, joined=joined, limit=limit)
    return with_constants(sql, (*of_claims, *values, *of_joined))


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
    return _PART.format(oldest=oldest), values


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


def desk_of(viewer: Viewer, *, most: int = MOST) -> Desk:
    require(rules.may_work(viewer))
    sources = {source.key: source for source in sources_for(viewer)}
    rows = waiting_rows(viewer, limit=most + 1)
    places: Counter[str] = Counter()
    shown = []
    for row in rows[:most]:
        places[row.source] += 1
        if sources[row.source].together is None or places[row.source] <= MOST_FOLDED:
            shown.append(row)
    described = _described(viewer, sources, shown)
    has_claims = any(row.has_claims for row in shown[:1])
    claims = _claims_on(viewer, sources, [row.task_id for row in shown]) if has_claims else {}
    tasks = [
        WaitingTask(sources[row.source], row, task, claims.get((row.source, row.task_id)))
        for row in shown
        if (task := described.get((row.source, row.task_id)))
    ]
    return Desk(
        tasks=[one for one in tasks if one.row.urgency != Urgency.INFORMATION],
        information=[one for one in tasks if one.row.urgency == Urgency.INFORMATION],
        has_more=len(rows) > len(shown),
    )


def _described(
    viewer: Viewer, sources: Mapping[str, DeskSource], rows: Sequence[WaitingRow]
) -> dict[tuple[str, UUID], DeskTask]:
    described: dict[tuple[str, UUID], DeskTask] = {}
    asked: defaultdict[str, dict[UUID, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        source = sources[row.source]
        columns = dict(zip(source.columns, row.columns, strict=True))
        if source.line:
            described[source.key, row.task_id] = source.line(viewer, row.task_id, columns)
        else:
            asked[source.key][row.task_id] = columns
    for key, its_rows in asked.items():
        describe = sources[key].describe
        assert describe, f"manage.py check refuses {key}"
        described |= {(key, pk): task for pk, task in describe(viewer, its_rows).items()}
    return described


def folded(viewer: Viewer, tasks: Sequence[WaitingTask]) -> list[WaitingTask | TasksOfOneKind]:
    """As the desk shows them, in the same order."""
    groups = _by_source(viewer, tasks)
    found: list[WaitingTask | TasksOfOneKind] = []
    for one in tasks:
        group = groups[one.source.key]
        if one.source.together is None or one not in group or len(group) <= MOST_ALONE:
            found.append(one)
        elif one is group[0]:
            found.append(TasksOfOneKind(one.source, one.source.together, group))
    return found


def kinds(viewer: Viewer, tasks: Sequence[WaitingTask]) -> list[TasksOfOneKind]:
    """What is left of each source that folds, be it nothing: for a page on which it stands folded."""
    groups = _by_source(viewer, tasks)
    return [
        TasksOfOneKind(source, source.together, groups[source.key])
        for source in sources_for(viewer)
        if source.together
    ]


def _by_source(viewer: Viewer, tasks: Sequence[WaitingTask]) -> defaultdict[str, list[WaitingTask]]:
    """Of sources that fold, without what a colleague has taken."""
    groups: defaultdict[str, list[WaitingTask]] = defaultdict(list)
    for one in tasks:
        if one.source.together and (one.claim is None or one.claim.person_id == viewer.person_id):
            groups[one.source.key].append(one)
    return groups


def count_waiting(viewer: Viewer, *, most: int = MOST) -> int:
    """How many things are to be done; one more than `most` means more. Asked at each sight of the feed."""
    return len(waiting_rows(viewer, limit=most + 1, without_information=True))


def waits(viewer: Viewer, source: DeskSource, task_id: UUID) -> bool:
    return source.waiting(viewer).filter(pk=task_id).exists()


def source_in_view(viewer: Viewer, key: str) -> DeskSource:
    """Raises Http404 for what does not concern the viewer."""
    for source in sources_for(viewer):
        if source.key == key:
            return source
    raise Http404


def may_do(viewer: Viewer, source: DeskSource) -> bool:
    """Whoever may not any more has none of these tasks in hand, whatever took the right."""
    return rules.may_work(viewer) and source.concerns(viewer)


def _claims_on(
    viewer: Viewer, sources: Mapping[str, DeskSource], task_ids: Collection[UUID]
) -> dict[tuple[str, UUID], Claim]:
    """Who has taken what, as long as it counts: one statement more for each colleague who has something."""
    rows = _claims(viewer.commune.id, list(task_ids), now() - rules.CLAIM_LASTS)
    rows = [claim for claim in rows if claim.source in sources]
    holders = {viewer.person_id: viewer}
    for claim in rows:
        if claim.person_id not in holders:
            holders[claim.person_id] = viewer_for(person_id=claim.person_id, commune_id=claim.commune_id)
    return {
        (claim.source, claim.task_id): claim
        for claim in rows
        if may_do(holders[claim.person_id], sources[claim.source])
    }


def _running_claims(commune_id: int, after: datetime) -> "QuerySet[Any, Any]":
    return Claim.objects.filter(commune_id=commune_id, claimed_at__gt=after).values("pk")[:1]


@compiled
def _claims(commune_id: int, task_ids: list[UUID], after: datetime) -> "QuerySet[Claim]":
    rows = Claim.objects.filter(commune_id=commune_id, task_id__in=task_ids, claimed_at__gt=after)
    return rows.select_related("person").defer(*columns_to_defer("person"))
