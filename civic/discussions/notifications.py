"""The notifications of groups of discussion."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from civic.core.audience import Audience
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.discussions import queries
from civic.discussions.enums import CATEGORY, LEAD_DISCUSSIONS
from civic.discussions.events import (
    DiscussionEdited,
    DiscussionOpened,
    DiscussionRemoved,
    DiscussionRestored,
    MessageRemoved,
    MessageWritten,
)
from civic.discussions.models import Discussion
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.threads.kinds import AnswerNews
from civic.threads.models import Message
from civic.threads.queries.messages import standing_message
from civic.threads.queries.threads import answered_by, readers_of, speakers


class NewDiscussion(NotificationKind):
    key = "discussion_opened"
    events: tuple[type[Event], ...] = (DiscussionOpened,)
    withdrawn_by: tuple[type[Event], ...] = (DiscussionRemoved,)
    renewed_by: tuple[type[Event], ...] = (DiscussionRestored, DiscussionEdited)
    restored_by = (DiscussionRestored,)
    announced_late = True
    label = "Nouveau groupe de discussion"
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = False
    rank = 2
    line = "La mairie {of_name} ouvre une discussion\u00a0: «\u00a0{subject}\u00a0»"
    grouped = line
    email_subject = "Nouvelle discussion\u00a0: {subject}"
    push_text = "La mairie ouvre une nouvelle discussion"
    action = "Accéder à la discussion"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        discussion = queries.open_discussion(event.discussion_id)
        return _about(discussion, audience=Audience.MEMBERS) if discussion else None

    def target_of(self, event: Any) -> UUID:
        discussion_id: UUID = event.discussion_id
        return discussion_id

    def body(self, source_id: UUID) -> str:
        discussion = queries.open_discussion(source_id)
        return discussion.description if discussion else ""


class _MessageNews(NotificationKind, abstract=True):
    """Something was said in a group; each kind says who hears of it."""

    events: tuple[type[Event], ...] = (MessageWritten,)
    withdrawn_by: tuple[type[Event], ...] = (DiscussionRemoved, MessageRemoved)
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.DAILY
    optional = True
    essential = False
    line = "{author} a écrit dans la discussion «\u00a0{subject}\u00a0»"
    grouped = "{count} nouveaux messages dans la discussion «\u00a0{subject}\u00a0»"
    email_subject = "Nouveau message\u00a0: {subject}"
    push_text = "Un nouveau message dans une discussion"
    action = "Accéder à la discussion"

    def people(self, discussion: Discussion, message: Message) -> list[UUID]:
        raise NotImplementedError

    def recipients(self, event: MessageWritten, entry: Entry) -> Recipients | None:
        message = standing_message(event.message_id)
        if message is None:
            return None  # removed before anyone was notified
        discussion = queries.open_discussion(event.discussion_id)
        if discussion is None:
            return None
        # Who has the discussion before their eyes needs no word of it.
        concerned = self.people(discussion, message)
        have_read = readers_of(message, concerned)
        people = [one for one in concerned if one not in have_read]
        return _about(discussion, source_id=message.pk, people=people) if people else None

    def target_of(self, event: Any) -> UUID:
        found: UUID = event.discussion_id if isinstance(event, DiscussionRemoved) else event.message_id
        return found

    def body(self, source_id: UUID) -> str:
        message = standing_message(source_id)
        return message.words if message else ""


class MessageAnswered(AnswerNews, _MessageNews):
    """For whose message is answered, town hall or resident."""

    essential = True
    key = "message_answered"
    label = "Une réponse à votre message dans un groupe de discussion"

    def people(self, discussion: Discussion, message: Message) -> list[UUID]:
        return answered_by(message)


class MessageAfterOwn(_MessageNews):
    """For residents who took part in the same group."""

    key = "message_after_own"
    label = "Messages des groupes de discussion où vous avez écrit"
    side = Side.RESIDENT
    rank = 5

    def people(self, discussion: Discussion, message: Message) -> list[UUID]:
        leaders = set(_leaders(discussion))
        return [one for one in speakers(discussion.thread) if one not in leaders]


class MessageInDiscussion(_MessageNews):
    """For the mayor and those who look after the discussions."""

    key = "message_in_discussion"
    label = "Une personne écrit dans un groupe de discussion"
    side = Side.TOWN_HALL
    rank = 4

    def people(self, discussion: Discussion, message: Message) -> list[UUID]:
        return _leaders(discussion)


def _leaders(discussion: Discussion) -> list[UUID]:
    return people_with_right(commune_id=discussion.commune_id, right=LEAD_DISCUSSIONS)


def _about(discussion: Discussion, **whom: Any) -> Recipients:
    return Recipients(
        subject=discussion.title,
        url=reverse("discussion_detail", args=[discussion.commune.slug, discussion.pk]),
        target_type=queries.DISCUSSION,
        target_id=discussion.pk,
        commune_id=discussion.commune_id,
        **whom,
    )
