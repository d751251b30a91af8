from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPlanned(Event):
    sentence = "a préparé un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID
    opens_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionOpened(Event):
    """Residents see it from now on: created at once, or its hour has come."""

    sentence = "a ouvert un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionEdited(Event):
    sentence = "a modifié un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionClosed(Event):
    sentence = "a fermé un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionReopened(Event):
    sentence = "a rouvert un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPinned(Event):
    sentence = "a épinglé ou détaché un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID
    pinned: bool

    @property
    def full_sentence(self) -> str:
        return "a épinglé un groupe de discussion" if self.pinned else "a détaché un groupe de discussion"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionRemoved(Event):
    sentence = "a supprimé un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionRestored(Event):
    sentence = "a rétabli un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(Event):
    sentence = "a écrit dans un groupe de discussion"
    topic = "Discussions"
    discussion_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    sentence = "a modifié son message dans un groupe de discussion"
    topic = "Discussions"
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRemoved(Event):
    sentence = "a retiré un message d’un groupe de discussion"
    topic = "Discussions"
    message_id: UUID
    by_town_hall: bool
