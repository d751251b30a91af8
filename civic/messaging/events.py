from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event

TOPIC = "Messagerie"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTakenBack(Event):
    """That it was put away without an answer: it waits for one again."""

    conversation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAssigned(Event):
    """To one of the team, who answers it."""

    conversation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReleased(Event):
    """It is no longer theirs to whom it was assigned."""

    conversation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(Event):
    """By one of two mayors, to one of their team."""

    conversation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(Event):
    """To whom it was opened."""

    conversation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTemplateAdded(Event):
    sentence = "a ajouté une réponse type"
    topic = TOPIC
    reply_template_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTemplateEdited(Event):
    sentence = "a modifié une réponse type"
    topic = TOPIC
    reply_template_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTemplateRemoved(Event):
    sentence = "a supprimé une réponse type"
    topic = TOPIC
    reply_template_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceAnnounced(Event):
    sentence = "a annoncé la fermeture de la mairie dans la messagerie"
    topic = TOPIC
    absence_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceChanged(Event):
    sentence = "a modifié la fermeture de la mairie dans la messagerie"
    topic = TOPIC
    absence_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(Event):
    sentence = "a mis fin à la fermeture de la mairie dans la messagerie"
    topic = TOPIC
    absence_id: UUID
