from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPublished(Event):
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostScheduled(Event):
    post_id: UUID
    publish_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited(Event):
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRemoved(Event):
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRestored(Event):
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPinned(Event):
    post_id: UUID
    pinned: bool
