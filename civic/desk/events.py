from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClaimed(Event):
    sentence = "a pris en charge une tâche du bureau"
    topic = "Bureau"
    source: str
    task_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReleased(Event):
    sentence = "a laissé une tâche du bureau aux autres"
    topic = "Bureau"
    source: str
    task_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsHidden(Event):
    sentence = "a masqué les premiers pas du bureau"
    topic = "Bureau"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsRestored(Event):
    sentence = "a remis les premiers pas au bureau"
    topic = "Bureau"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAsked(Event):
    sentence = "a préparé l’affiche qui invite les administrés"
    topic = "Bureau"
