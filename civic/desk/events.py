from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClaimed(Event):
    sentence = "s’occupe d’une tâche du bureau"
    topic = "Bureau"
    source: str
    task_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReleased(Event):
    sentence = "laisse une tâche du bureau aux autres"
    topic = "Bureau"
    source: str
    task_id: UUID
