"""What the desk shows beside its tasks, in one statement: a row of questions, put together once."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Exists, QuerySet, Subquery

from civic.core.compiled_queries import compiled
from civic.core.desk_sources import FirstStep
from civic.core.registry import first_steps
from civic.core.viewer import Viewer
from civic.delegations.queries.people import running_in
from civic.desk.models import HiddenSteps
from civic.desk.queries.steps import Steps
from civic.statistics import rules as statistics
from civic.statistics.queries.week import Week, week_figures, week_of
from civic.town_halls.queries.town_halls import town_hall_row


class Beside(NamedTuple):
    has_colleagues: bool  # somebody else to whom « Je m’en occupe » says something
    steps: Steps | None  # None once they were hidden, or for whom there are none
    week: Week | None  # None where it is not asked for, or for who does not see the statistics


def beside_tasks(viewer: Viewer, *, with_week: bool = True) -> Beside:
    concerned = tuple(step for step in first_steps() if step.concerns(viewer))
    asked = _asking(concerned, with_week=with_week and statistics.may_see(viewer))
    [(hidden, delegates, *found)] = asked(viewer.commune.id, *week_of(viewer))
    answers = iter(found)
    steps = [(step, step.is_done(viewer) if step.is_done else next(answers)) for step in concerned]
    words = {step.position: next(answers) or "" for step in concerned if step.once_done}
    figures = tuple(answers)
    return Beside(
        has_colleagues=not viewer.is_mayor or delegates,
        steps=Steps(steps, words) if steps and not hidden else None,
        week=Week(*figures) if figures else None,
    )


@cache
def _asking(
    steps: tuple[FirstStep, ...], *, with_week: bool
) -> Callable[[int, date, date, datetime, datetime], list[tuple[Any, ...]]]:
    """Were they hidden? Are there delegates? Then of each step that is done by rows; what is said of
    those that are done; then the figures of the week."""

    @compiled
    def ask(
        commune_id: int, first: date, today: date, start: datetime, moment: datetime
    ) -> "QuerySet[Any, Any]":
        are_there = [
            HiddenSteps.objects.filter(commune_id=commune_id),
            running_in(commune_id, moment),
            *(step.rows(commune_id) for step in steps if step.rows),
        ]
        said = [Subquery(step.once_done.words(commune_id, moment)[:1]) for step in steps if step.once_done]
        week = week_figures(commune_id, first, today, start, moment) if with_week else ()
        return town_hall_row(commune_id).values_list(*map(Exists, are_there), *said, *week)

    return ask
