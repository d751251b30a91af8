from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyChanged(Event):
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyRemoved(Event):
    toy_id: UUID
