"""What people are notified of in private: that somebody wrote, or gave them a conversation. What is said there
stands on its page alone."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.messaging.enums import CATEGORY
from civic.messaging.events import (
    ConversationAnswered,
    ConversationAssigned,
    ConversationClosed,
    ConversationOpened,
    ConversationReleased,
    ConversationTakenBack,
    MayorMessageWritten,
    PrivateMessageRemoved,
    PrivateMessageWritten,
)
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.threads.models import Message
from civic.threads.queries.messages import standing_message
from civic.threads.queries.threads import readers_of


class _InPrivate(NotificationKind, abstract=True):
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    rank = 1

    def body(self, source_id: UUID) -> str:
        """Nobody but the two sides reads it: no mail program, no mailbox."""
        return ""

    def target_of(self, event: Any) -> UUID:
        target: UUID = event.conversation_id
        return target

    def settled_target(self, event: ConversationAnswered, entry: Entry) -> UUID | None:
        return event.conversation_id

    def unsettled_target(self, event: ConversationTakenBack, entry: Entry) -> UUID | None:
        found = queries.standing_conversation(event.conversation_id)
        return found.pk if found and found.waiting_since else None


def _about(
    conversation: Conversation, people: list[UUID], source_id: UUID | None = None
) -> Recipients | None:
    if not people:
        return None
    return Recipients(
        subject="Messagerie privée",
        url=reverse("conversation_detail", args=[conversation.commune.slug, conversation.thread_id]),
        target_type=queries.CONVERSATION,
        target_id=conversation.pk,
        source_id=source_id,
        commune_id=conversation.commune_id,
        people=people,
    )


class _PrivateMessage(_InPrivate, abstract=True):
    events: tuple[type[Event], ...] = (PrivateMessageWritten,)
    withdrawn_by: tuple[type[Event], ...] = (PrivateMessageRemoved,)
    email_subject = "Un message privé vous attend"
    push_text = "Un message privé vous attend"
    action = "Lire le message"

    def people(self, conversation: Conversation, message: Message) -> list[UUID]:
        raise NotImplementedError

    def conversation(self, event: Any, entry: Entry) -> Conversation | None:
        return queries.standing_conversation(event.conversation_id)

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        message = standing_message(event.message_id)
        conversation = self.conversation(event, entry)
        if message is None or conversation is None:
            return None  # removed before anyone was notified
        concerned = self.people(conversation, message)
        # Who has the conversation before their eyes needs no word of it.
        have_read = readers_of(message, concerned)
        return _about(conversation, [one for one in concerned if one not in have_read], message.pk)

    def target_of(self, event: PrivateMessageRemoved) -> UUID:
        return event.message_id


class MessageToTownHall(_PrivateMessage):
    key = "private_to_town_hall"
    settled_by = (ConversationAnswered,)
    unsettled_by = (ConversationTakenBack,)
    label = "Un administré vous écrit en privé"
    side = Side.TOWN_HALL
    line = "{author} a écrit à la mairie"
    grouped = "{author} a écrit {count} messages à la mairie"

    def people(self, conversation: Conversation, message: Message) -> list[UUID]:
        if message.author_id != conversation.resident_id:
            return []
        return queries.people_of_town_hall(conversation)


class MessageFromMayor(_PrivateMessage):
    key = "private_from_mayor"
    events = (MayorMessageWritten,)
    settled_by = (ConversationAnswered,)
    unsettled_by = (ConversationTakenBack,)
    label = "Un autre maire vous écrit"
    side = Side.TOWN_HALL
    line = "{author} vous a écrit, de maire à maire"
    grouped = "{author} vous a écrit {count} messages, de maire à maire"

    def conversation(self, event: Any, entry: Entry) -> Conversation | None:
        return queries.side_to_notify(event.thread_id, but_of=entry.commune_id or 0)

    def people(self, conversation: Conversation, message: Message) -> list[UUID]:
        return queries.people_of_town_hall(conversation)


class MessageFromTownHall(_PrivateMessage):
    key = "private_from_town_hall"
    label = "La mairie vous écrit en privé"
    side = Side.RESIDENT
    line = "La mairie {of_name} vous a écrit"
    grouped = "{count} messages de la mairie {of_name}"

    def people(self, conversation: Conversation, message: Message) -> list[UUID]:
        resident_id = conversation.resident_id
        return [resident_id] if resident_id and message.author_id != resident_id else []


class AssignedConversation(_InPrivate):
    key = "private_assigned"
    events = (ConversationAssigned,)
    withdrawn_by = (ConversationReleased,)
    settled_by = (ConversationAnswered,)
    unsettled_by = (ConversationTakenBack,)
    label = "On vous confie une conversation"
    side = Side.TOWN_HALL
    line = "{author} vous a confié une conversation"
    grouped = line
    email_subject = "Une conversation vous est confiée"
    push_text = "Une conversation vous est confiée"
    action = "Lire la conversation"

    def recipients(self, event: ConversationAssigned, entry: Entry) -> Recipients | None:
        found = queries.standing_conversation(event.conversation_id)
        is_theirs = found is not None and found.assigned_to_id == event.person_id
        return _about(found, [event.person_id]) if found and is_theirs else None

    def still_concerned(self, event: ConversationReleased) -> list[UUID]:
        found = queries.standing_conversation(event.conversation_id)
        return [found.assigned_to_id] if found and found.assigned_to_id else []


class OpenedConversation(_InPrivate):
    key = "private_opened"
    events = (ConversationOpened,)
    withdrawn_by = (ConversationClosed,)
    label = "Votre maire vous ouvre une conversation avec un autre maire"
    side = Side.TOWN_HALL
    line = "{author} vous a ouvert une conversation entre maires"
    grouped = line
    email_subject = "Une conversation entre maires vous est ouverte"
    push_text = "Une conversation vous est ouverte"
    action = "Lire la conversation"

    def recipients(self, event: ConversationOpened, entry: Entry) -> Recipients | None:
        found = queries.standing_conversation(event.conversation_id)
        is_theirs = found is not None and event.person_id in queries.opened_readers(found)
        return _about(found, [event.person_id]) if found and is_theirs else None

    def still_concerned(self, event: ConversationClosed) -> list[UUID]:
        found = queries.standing_conversation(event.conversation_id)
        return queries.opened_readers(found) if found else []
