"""What a new town hall does once, and how far it has come."""

from dataclasses import dataclass

from civic.core.desk_sources import FirstStep
from civic.core.registry import first_steps
from civic.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Steps:
    """Those that concern the viewer, each with whether it is done; by position, what is said then."""

    steps: list[tuple[FirstStep, bool]]
    words: dict[int, str]

    @property
    def done(self) -> int:
        return sum(done for _, done in self.steps)

    @property
    def remain(self) -> bool:
        return self.done < len(self.steps)


def is_step_done(viewer: Viewer, step: FirstStep) -> bool:
    if step.rows:
        return step.rows(viewer.commune.id).exists()
    return step.is_done is not None and step.is_done(viewer)


def step_at(viewer: Viewer, position: int) -> FirstStep | None:
    return next((one for one in first_steps() if one.position == position and one.concerns(viewer)), None)
