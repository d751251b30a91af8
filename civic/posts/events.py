from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPublished(Event):
    sentence = "a publié"
    topic = "Publications"
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostScheduled(Event):
    sentence = "a programmé une publication"
    topic = "Publications"
    post_id: UUID
    publish_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited(Event):
    sentence = "a modifié une publication"
    topic = "Publications"
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRemoved(Event):
    sentence = "a supprimé une publication"
    topic = "Publications"
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRestored(Event):
    sentence = "a rétabli une publication"
    topic = "Publications"
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPinned(Event):
    sentence = "a épinglé ou détaché une publication"
    topic = "Publications"
    post_id: UUID
    pinned: bool

    @property
    def full_sentence(self) -> str:
        return "a épinglé une publication" if self.pinned else "a détaché une publication"
