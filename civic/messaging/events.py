from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessageWritten(Event):
    """Nothing of it stands in the town hall's journal but that a row exists."""

    conversation_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MayorMessageWritten(Event):
    """From one mayor to another."""

    thread_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessageRemoved(Event):
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAnswered(Event):
    """Nothing waits in it any more: answered, or put away without an answer."""

    conversation_id: UUID
