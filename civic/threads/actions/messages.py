"""What people say. The thread's row is locked first: numbers are given out one by one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404

from civic.accounts.queries import require_open_account
from civic.core.clock import now
from civic.core.encryption import UnreadableValue
from civic.core.form_keys import digest_of_form, new_form_key
from civic.core.refusals import NotAllowed, Refusal, require
from civic.core.text import clean_line, clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.moderation import actions as moderation
from civic.moderation.models import Flag
from civic.private_files.actions.keeping import erase_files
from civic.private_files.actions.receiving import ReceivedFile, hold
from civic.threads import rules
from civic.threads.actions.answering import after_message, after_removal
from civic.threads.actions.reading import read_to
from civic.threads.actions.threads import announce
from civic.threads.enums import RemovedBy
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import UNREADABLE, Message, Participant, Thread
from civic.threads.queries.messages import message_for_update, message_in_view
from civic.threads.queries.threads import thread_for_update


class ThreadClosed(Refusal):
    pass


class MessageEmpty(Refusal):
    pass


class MessageTooLong(Refusal):
    pass


class AnsweredIsGone(Refusal):
    pass


class TooLate(Refusal):
    pass


class MessageAlreadyRemoved(Refusal):
    pass


class MessageReasonMissing(Refusal):
    pass


class MessageUnreadable(Refusal):
    message = UNREADABLE


class Silenced(NotAllowed):
    pass


@transaction.atomic
def write_message(
    *,
    viewer: Viewer,
    kind: ThreadKind,
    thread_id: UUID,
    body: str,
    key: str,
    answers: UUID | None = None,
    in_own_name: bool = False,
    files: Sequence[ReceivedFile] = (),
) -> Message:
    """`key` comes with the form: the same words sent twice from it write one message; other words from a form that
    the browser had kept are another one. `answers`: the message that it answers. `in_own_name`: also of somebody who
    acts for the town hall. `files`: with them, words may be missing."""
    thread = thread_for_update(viewer, kind, thread_id)
    require_open_account(viewer)
    require_voice(viewer=viewer, thread=thread)
    if not thread.is_open:
        raise ThreadClosed(kind.closed(thread))
    body = _cleaned(body, kind, with_files=bool(files))
    key = digest_of_form(key, body, *(one.digest for one in files))
    own = Message.objects.filter(thread=thread, author_id=viewer.own_id)
    if sent := own.filter(key=key).first():
        return sent
    if answers:
        _require_standing(thread, answers)
    message = Message.objects.create(
        thread=thread,
        number=thread.last_number + 1,
        author_id=viewer.own_id,
        for_town_hall=viewer.is_town_hall and not in_own_name,
        settles=not in_own_name and rules.may_answer(viewer, thread),
        author_title="" if in_own_name else viewer.title,
        file_count=len(files),
        answers_id=answers,
        key=key,
        written_at=now(),
        **_bodies(thread, body),
    )
    hold(files=files, held_by=message.pk)
    participant = read_to(thread_id=thread.pk, person_id=viewer.own_id, number=message.number)
    _count(
        thread, participant, 1, last_number=message.number, **after_message(thread=thread, message=message)
    )
    if kind.written:
        record(kind.written(message), viewer=viewer, target=message)
    announce(thread=thread, number=message.number)
    return message


@transaction.atomic
def write_automatic(*, thread_id: UUID, author_id: UUID, body: str) -> Message:
    """What a town hall had prepared, in the transaction of what it follows. Nobody was there: it answers nothing, its
    author has read nothing, and whoever is writing needs no notification of it."""
    thread = Thread.objects.select_for_update().get(pk=thread_id)
    message = Message.objects.create(
        thread=thread,
        number=thread.last_number + 1,
        author_id=author_id,
        for_town_hall=True,
        settles=False,
        is_automatic=True,
        key=new_form_key(),
        written_at=now(),
        **_bodies(thread, body),
    )
    participant, _ = Participant.objects.get_or_create(thread=thread, person_id=author_id)
    _count(thread, participant, 1, last_number=message.number)
    announce(thread=thread, number=message.number)
    return message


@transaction.atomic
def edit_message(*, viewer: Viewer, kind: ThreadKind, message_id: UUID, body: str) -> Message:
    message = message_for_update(viewer, kind, message_id)
    require(message.author_id == viewer.person_id)
    if message.removed_at:
        raise MessageAlreadyRemoved(kind.wording.already_removed)
    require_voice(viewer=viewer, thread=message.thread)
    if not rules.may_edit(viewer, message, now()):
        raise TooLate(kind.too_late)
    body = _cleaned(body, kind, with_files=message.file_count > 0)
    if body != text_of(message=message):
        _set(message, edited_at=now(), **_bodies(message.thread, body))
        _bump(message.thread)
        if kind.edited:
            record(kind.edited(message), viewer=viewer, target=message)
        announce(thread=message.thread, message=str(message.pk))
    return message


@transaction.atomic
def remove_own_message(*, viewer: Viewer, kind: ThreadKind, message_id: UUID) -> Message:
    """In a closed thread, and by who is silenced, too: taking back is not speaking."""
    message = message_for_update(viewer, kind, message_id)
    require(message.author_id == viewer.person_id)
    if message.removed_at is None and not rules.may_take_back(viewer, message, now()):
        raise TooLate(kind.too_late)
    return _remove(viewer, message, RemovedBy.AUTHOR, "")


@transaction.atomic
def remove_message(*, viewer: Viewer, kind: ThreadKind, message_id: UUID, reason: str) -> Message:
    """By the town hall, with the reason that takes the text's place."""
    message = message_for_update(viewer, kind, message_id)
    require(rules.may_remove_any(viewer, kind))
    reason = clean_line(reason)[:300]
    if not reason:
        raise MessageReasonMissing(kind.wording.reason_missing)
    return _remove(viewer, message, RemovedBy.TOWN_HALL, reason)


@transaction.atomic
def flag_message(*, viewer: Viewer, kind: ThreadKind, message_id: UUID, reason: str, words: str) -> Flag:
    message = message_in_view(viewer, kind, message_id)
    require_flaggable(viewer=viewer, message=message)
    return moderation.flag(
        viewer=viewer,
        target=message,
        text=text_of(message=message) or message.words,
        author_id=message.author_id,
        reason=reason,
        words=words,
    )


def require_flaggable(*, viewer: Viewer, message: Message) -> None:
    if message.removed_at:
        raise MessageAlreadyRemoved(kind_of(message.thread).wording.already_removed)
    require(rules.may_flag(viewer, message))


def text_of(*, message: Message) -> str:
    """For who changes it or reports it, to whom the sentence in its place is of no use."""
    try:
        return message.text
    except UnreadableValue as error:
        raise MessageUnreadable from error


def require_voice(*, viewer: Viewer, thread: Thread) -> None:
    kind = kind_of(thread)
    if rules.is_silenced(viewer, kind):
        raise Silenced(kind.wording.silenced)
    require(rules.may_speak(viewer, thread))


def _require_standing(thread: Thread, message_id: UUID) -> None:
    """It is what an answer is given to: what was removed meanwhile is said, not left out in silence."""
    answered = Message.objects.filter(pk=message_id, thread=thread).first()
    if answered is None:
        raise Http404
    if answered.removed_at:
        raise AnsweredIsGone(kind_of(thread).wording.answered_is_gone)


def _cleaned(body: str, kind: ThreadKind, *, with_files: bool) -> str:
    body = clean_text(body)
    if not body and not with_files:
        raise MessageEmpty(kind.wording.empty)
    if len(body) > kind.max_length:
        raise MessageTooLong(kind.wording.too_long)
    return body


def _bodies(thread: Thread, body: str) -> dict[str, str]:
    return {"encrypted_body": body} if thread.encrypted else {"body": body}


def _set(message: Message, **fields: object) -> None:
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=list(fields))


def _remove(viewer: Viewer, message: Message, by: RemovedBy, reason: str) -> Message:
    kind = kind_of(message.thread)
    if message.removed_at:
        raise MessageAlreadyRemoved(kind.wording.already_removed)
    if message.file_count:
        erase_files(held_by=[message.pk])
    nothing = {"body": "", "encrypted_body": "", "file_count": 0}
    _set(message, removed_at=now(), removed_by=by, removal_reason=reason, **nothing)
    participant, _ = Participant.objects.get_or_create(
        thread=message.thread, person_id=message.author_id, defaults={"messages": 1}
    )
    _count(message.thread, participant, -1, **after_removal(thread=message.thread, message=message))
    if kind.removed:
        record(kind.removed(message), viewer=viewer, target=message)
    announce(thread=message.thread, message=str(message.pk))
    return message


def _count(thread: Thread, participant: Participant, change: int, **fields: Any) -> None:
    """One message of this person more, or less. The thread's row is locked: nobody counts at the same time."""
    former, participant.messages = participant.messages, max(0, participant.messages + change)
    participant.save(update_fields=["messages"])
    Thread.objects.filter(pk=thread.pk).update(
        messages=F("messages") + change,
        speakers=F("speakers") + (int(participant.messages > 0) - int(former > 0)),
        version=F("version") + 1,
        **fields,
    )


def _bump(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(version=F("version") + 1)
