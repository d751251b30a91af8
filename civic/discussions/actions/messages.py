"""What people say in a group of discussion. The group's row is locked first: numbers are given out one by one."""

from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404

from civic.comments.enums import RemovedBy
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal, require
from civic.core.text import clean_line, clean_text, is_blank
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions.reading import read_to
from civic.discussions.actions.telling import announce
from civic.discussions.enums import DiscussionState
from civic.discussions.events import MessageEdited, MessageRemoved, MessageWritten
from civic.discussions.models import Discussion, Message, MessageLike, Presence
from civic.journal.actions import record
from civic.moderation import actions as moderation
from civic.moderation.models import Flag

MAX_LENGTH = 4000


class DiscussionClosedNow(Refusal):
    message = "Cette discussion est fermée : on peut encore la lire, mais plus y écrire."


class MessageEmpty(Refusal):
    message = "Écrivez votre message avant de l’envoyer."


class MessageTooLong(Refusal):
    message = "Votre message est trop long : 4 000 caractères au plus. Raccourcissez-le, ou envoyez-le en deux fois."


class AnsweredIsGone(Refusal):
    message = (
        "Le message auquel vous répondiez a été supprimé. Votre texte est conservé : relisez-le, vous pouvez l’envoyer "
        "sans la citation."
    )


class TooLateToEdit(Refusal):
    message = "Un message peut être modifié pendant 15 minutes. Vous pouvez encore le supprimer."


class AlreadyRemoved(Refusal):
    message = "Ce message a déjà été supprimé."


class ReasonMissing(Refusal):
    message = "Dites en quelques mots pourquoi ce message est retiré : son auteur le lira."


class RestrictedFromDiscussing(NotAllowed):
    message = (
        "La mairie a suspendu votre droit de participer aux discussions. Votre texte est conservé ici, mais il n’est "
        "pas envoyé."
    )


@transaction.atomic
def write_message(
    *, viewer: Viewer, discussion_id: UUID, body: str, key: str, answers: UUID | None = None
) -> Message:
    """`key` comes with the form: the same words sent twice from it write one message. `answers`: what it answers."""
    discussion = queries.discussion_for_update(viewer, discussion_id)
    _require_voice(viewer, discussion)
    body = _cleaned(body)
    key = sha256(f"{key[:36]} {body}".encode()).hexdigest()[:36]
    own = Message.objects.filter(discussion=discussion, author_id=viewer.person_id)
    if sent := own.filter(key=key).first():
        return sent
    if answers:
        _require_standing(discussion, answers)
    moment, number = now(), discussion.last_number + 1
    message = Message.objects.create(
        discussion=discussion,
        number=number,
        author_id=viewer.own_id,
        for_town_hall=viewer.is_town_hall,
        author_title=viewer.title,
        body=body,
        answers_id=answers,
        key=key,
        written_at=moment,
    )
    presence, _ = Presence.objects.get_or_create(discussion=discussion, person_id=viewer.own_id)
    _count(discussion, presence, 1)
    Discussion.objects.filter(pk=discussion.pk).update(
        last_number=number, last_message_at=moment, active_at=moment
    )
    read_to(discussion_id=discussion.pk, person_id=viewer.own_id, number=number)
    record(MessageWritten(discussion_id=discussion.pk, message_id=message.pk), viewer=viewer, target=message)
    announce(discussion, number=number)
    return message


@transaction.atomic
def edit_message(*, viewer: Viewer, message_id: UUID, body: str) -> Message:
    message = queries.message_for_update(viewer, message_id)
    require(message.author_id == viewer.person_id)
    if message.removed_at:
        raise AlreadyRemoved
    _require_voice(viewer, message.discussion)
    if not rules.may_edit(viewer, message, now()):
        raise TooLateToEdit
    body = _cleaned(body)
    if body != message.body:
        message.body = body
        message.edited_at = now()
        message.save(update_fields=["body", "edited_at"])
        record(MessageEdited(message_id=message.pk), viewer=viewer, target=message)
        announce(message.discussion, message=str(message.pk))
    return message


@transaction.atomic
def remove_own_message(*, viewer: Viewer, message_id: UUID) -> Message:
    """In a closed discussion, and by who is restricted, too: taking back is not speaking."""
    message = queries.message_for_update(viewer, message_id)
    require(message.author_id == viewer.person_id)
    return _remove(viewer, message, RemovedBy.AUTHOR, "")


@transaction.atomic
def remove_message(*, viewer: Viewer, message_id: UUID, reason: str) -> Message:
    """By the town hall, with the reason that takes the text's place."""
    message = queries.message_for_update(viewer, message_id)
    require(rules.may_lead(viewer))
    reason = clean_line(reason)[:300]
    if is_blank(reason):
        raise ReasonMissing
    return _remove(viewer, message, RemovedBy.TOWN_HALL, reason)


@transaction.atomic
def set_like(*, viewer: Viewer, message_id: UUID, liked: bool) -> Message:
    """Say the state that is wanted, so that a double click or two devices agree."""
    message = queries.message_in_view(viewer, message_id)
    require(viewer.is_member)
    # The message alone: a like does not wait for those who write.
    message.refresh_from_db(fields=["likes", "removed_at"], from_queryset=Message.objects.select_for_update())
    if message.removed_at:
        raise AlreadyRemoved
    mine = MessageLike.objects.filter(message=message, person_id=viewer.own_id)
    if liked:
        _, changed = MessageLike.objects.get_or_create(message=message, person_id=viewer.own_id)
    else:
        changed = bool(mine.delete()[0])
    if changed:
        Message.objects.filter(pk=message.pk).update(likes=F("likes") + (1 if liked else -1))
        message.refresh_from_db(fields=["likes"])
    return message


@transaction.atomic
def flag_message(*, viewer: Viewer, message_id: UUID, reason: str, words: str) -> Flag:
    message = queries.message_in_view(viewer, message_id)
    require(rules.may_flag(viewer, message))
    return moderation.flag(viewer=viewer, target=message, reason=reason, words=words)


def _require_voice(viewer: Viewer, discussion: Discussion) -> None:
    if rules.is_restricted(viewer):
        raise RestrictedFromDiscussing
    require(viewer.is_member)
    if rules.state_of(discussion, now()) is not DiscussionState.OPEN:
        raise DiscussionClosedNow


def _require_standing(discussion: Discussion, message_id: UUID) -> None:
    """It is what an answer is given to: what was removed meanwhile is said, not left out in silence."""
    answered = Message.objects.filter(pk=message_id, discussion=discussion).first()
    if answered is None:
        raise Http404
    if answered.removed_at:
        raise AnsweredIsGone


def _cleaned(body: str) -> str:
    body = clean_text(body)
    if is_blank(body):
        raise MessageEmpty
    if len(body) > MAX_LENGTH:
        raise MessageTooLong
    return body


def _remove(viewer: Viewer, message: Message, by: RemovedBy, reason: str) -> Message:
    if message.removed_at:
        raise AlreadyRemoved
    message.removed_at = now()
    message.removed_by = by
    message.removal_reason = reason
    message.body = ""
    message.save(update_fields=["removed_at", "removed_by", "removal_reason", "body"])
    presence, _ = Presence.objects.get_or_create(
        discussion=message.discussion, person_id=message.author_id, defaults={"messages": 1}
    )
    _count(message.discussion, presence, -1)
    by_town_hall = by is RemovedBy.TOWN_HALL
    record(MessageRemoved(message_id=message.pk, by_town_hall=by_town_hall), viewer=viewer, target=message)
    announce(message.discussion, message=str(message.pk))
    return message


def _count(discussion: Discussion, presence: Presence, change: int) -> None:
    """One message of this person more, or less. The group's row is locked: nobody counts at the same time."""
    former, presence.messages = presence.messages, max(0, presence.messages + change)
    presence.save(update_fields=["messages"])
    Discussion.objects.filter(pk=discussion.pk).update(
        messages=F("messages") + change,
        participants=F("participants") + (int(presence.messages > 0) - int(former > 0)),
    )
