from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFlagged(Event):
    sentence = "a signalé un contenu aux modérateurs"
    flag_id: UUID
