from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FountainOpened(Event):
    sentence = "a ouvert une fontaine"
    topic = "Fontaines"
    fountain_id: UUID
