"""What a new town hall does once, and how far it has come."""

from dataclasses import dataclass

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
    if not concerned or HiddenSteps.objects.filter(commune_id=viewer.commune.id).exists():
        return None
    return Steps([(step, step.is_done(viewer)) for step in concerned])


def step_at(viewer: Viewer, position: int) -> FirstStep | None:
    return next((one for one in first_steps() if one.position == position and one.concerns(viewer)), None)
