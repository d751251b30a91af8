"""The desk: what waits, and who has taken it. Sources whose lines tell more than their rows bring along are asked, one
statement for each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.accounts.queries import columns_to_defer
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.desk_sources import DeskSource, DeskTask, TasksTogether
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.models import Claim
from civic.desk.queries.beside import Beside, questions_of
from civic.desk.queries.waiting import (
    MOST_FOLDED,
    Urgency,
    WaitingRow,
    sources_for,
    waiting_rows,
    waiting_rows_with,
)
from civic.viewers.queries.viewer import viewer_for

MOST = 50  # shown: whoever has more begins with these
MOST_ALONE = 3  # of one source that folds


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

    beside: Beside
    tasks: list[WaitingTask]  # to do: what comes first, then the late ones, then the oldest
    information: list[WaitingTask]
    has_more: bool


def desk_of(viewer: Viewer, *, most: int = MOST, with_week: bool = True) -> Desk:
    require(rules.may_work(viewer))
    sources = {source.key: source for source in sources_for(viewer)}
    rows, beside = waiting_rows_with(questions_of(viewer, with_week=with_week), viewer, limit=most + 1)
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
        beside=beside,
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


@compiled
def _claims(commune_id: int, task_ids: list[UUID], after: datetime) -> "QuerySet[Claim]":
    rows = Claim.objects.filter(commune_id=commune_id, task_id__in=task_ids, claimed_at__gt=after)
    return rows.select_related("person").defer(*columns_to_defer("person"))
