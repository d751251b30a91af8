from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAsked(Event):
    """A person tests whether notifications reach them."""

    person_id: UUID
