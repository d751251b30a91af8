"""What the desk shows beside its tasks: a row of questions, asked in the same statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, Subquery
from django.db.models.expressions import Combinable

from civic.core.desk_sources import FirstStep
from civic.core.registry import first_steps
from civic.core.viewer import Viewer
from civic.delegations.queries.people import running_in
from civic.desk.models import HiddenSteps
from civic.desk.queries.steps import Steps
from civic.statistics import rules as statistics
from civic.statistics.queries.week import Week, week_figures, week_of


class Beside(NamedTuple):
    has_colleagues: bool  # somebody else to whom « Je m’en occupe » says something
    steps: Steps | None  # None once they were hidden, or for whom there are none
    week: Week | None  # None where it is not asked for, or for who does not see the statistics


@dataclass(frozen=True, slots=True)
class Questions:
    steps: tuple[FirstStep, ...]  # those that concern the viewer
    with_week: bool

    def expressions(self, viewer: Viewer, moment: datetime) -> list[Combinable]:
        """Were the steps hidden? Are there delegates? Then of each step that is done by rows; what is said of those
        that are done; then the figures of the week."""
        commune_id = viewer.commune.id
        are_there = [
            HiddenSteps.objects.filter(commune_id=commune_id),
            running_in(commune_id, moment),
            *(step.rows(commune_id) for step in self.steps if step.rows),
        ]
        words = [
            Subquery(step.once_done.words(commune_id, moment)[:1]) for step in self.steps if step.once_done
        ]
        week = week_figures(commune_id, *week_of(viewer, moment)) if self.with_week else ()
        return [*map(Exists, are_there), *words, *week]

    def answered(self, viewer: Viewer, found: list[Any]) -> Beside:
        answers = iter(found)
        hidden, delegates = next(answers), next(answers)
        steps = [(step, step.is_done(viewer) if step.is_done else bool(next(answers))) for step in self.steps]
        words = {step.position: next(answers) or "" for step in self.steps if step.once_done}
        return Beside(
            has_colleagues=not viewer.is_mayor or bool(delegates),
            steps=Steps(steps, words) if steps and not hidden else None,
            week=Week(*answers) if self.with_week else None,
        )


def questions_of(viewer: Viewer, *, with_week: bool) -> Questions:
    concerned = tuple(step for step in first_steps() if step.concerns(viewer))
    return Questions(concerned, with_week and statistics.may_see(viewer))
