"""What a new town hall does once, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from civic.core.desk_sources import FirstStep
from civic.core.registry import first_steps
from civic.core.viewer import Viewer
from civic.desk.models import HiddenSteps


@dataclass(frozen=True, slots=True)
class Steps:
    """Those that concern the viewer, each with whether it is done."""

    steps: list[tuple[FirstStep, bool]]

    @property
    def done(self) -> int:
        return sum(done for _, done in self.steps)

    @property
    def remain(self) -> bool:
        return self.done < len(self.steps)


def steps_of(viewer: Viewer) -> Steps | None:
    """None once they were hidden, or for whom there are none."""
    concerned = [step for step in first_steps() if step.concerns(viewer)]
    if not concerned:
        return None
    answers = [step.is_done(viewer) for step in concerned]
    asked = [rows for rows in answers if not isinstance(rows, bool)]
    hidden, *found = _are_there([HiddenSteps.objects.filter(commune_id=viewer.commune.id), *asked])
    if hidden:
        return None
    there = iter(found)
    done = [answer if isinstance(answer, bool) else next(there) for answer in answers]
    return Steps(list(zip(concerned, done, strict=True)))


def is_step_done(viewer: Viewer, step: FirstStep) -> bool:
    answer = step.is_done(viewer)
    return answer if isinstance(answer, bool) else answer.exists()


def _are_there(asked: "Sequence[QuerySet[Any]]") -> list[bool]:
    """Of each query, whether it has rows, in one statement."""
    parts = [rows.order_by().values("pk")[:1].query.sql_with_params() for rows in asked]
    sql = "SELECT " + ", ".join(f"EXISTS ({part})" for part, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        return [bool(answer) for answer in cursor.fetchone()]


def step_at(viewer: Viewer, position: int) -> FirstStep | None:
    return next((one for one in first_steps() if one.position == position and one.concerns(viewer)), None)
