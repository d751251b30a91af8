from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VigilanceRaised(Event):
    """A message is ready for a commune, or its colour became graver. Nobody's act."""

    draft_id: UUID
    colour: int
