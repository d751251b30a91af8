"""What is written in private: the conversation is locked first, then its thread."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from civic.accounts.queries import require_open_account
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.actions.absences import warn_of_absence
from civic.messaging.actions.announcing import announce_in_lists, announce_on_page
from civic.messaging.actions.pace import require_pace
from civic.messaging.actions.waiting import wait_again
from civic.messaging.enums import FEATURE, Addressee
from civic.messaging.events import ConversationAnswered
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import people
from civic.messaging.refusals import (
    AnsweredMeanwhile,
    MandateOver,
    NobodyChosen,
    NoMessagingThere,
)
from civic.messaging.thread_kinds import BY_RESIDENT, BY_TOWN_HALL
from civic.private_files.actions.receiving import ReceivedFile
from civic.threads.actions import messages, threads
from civic.threads.enums import ThreadAudience
from civic.threads.kinds import ThreadKind, kind_of
from civic.threads.models import Message
from civic.threads.queries.answering import last_answer, message_numbered
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor, with_feature


@transaction.atomic
def write_to_town_hall(
    *, viewer: Viewer, addressee: str, body: str, key: str, files: Sequence[ReceivedFile] = ()
) -> Conversation:
    """By a resident: in the conversation that they have already, or a new one."""
    require(rules.may_write_to_town_hall(viewer))
    chosen = Addressee(addressee)
    office = current_mayor(viewer.commune.id) if chosen is Addressee.MAYOR else None
    if chosen is Addressee.MAYOR and office is None:
        raise MandateOver
    conversation = _conversation(viewer, BY_RESIDENT, viewer.own_id, office)
    write_message(viewer=viewer, thread_id=conversation.thread_id, body=body, key=key, files=files)
    return conversation


@transaction.atomic
def write_to_resident(
    *,
    viewer: Viewer,
    membership_id: UUID | None,
    body: str,
    key: str,
    files: Sequence[ReceivedFile] = (),
) -> Conversation:
    """For the town hall's team, who all read it."""
    require(rules.may_answer(viewer))
    if membership_id is None:
        raise NobodyChosen
    resident_id = people.resident_of(viewer, membership_id).person_id
    conversation = _conversation(viewer, BY_TOWN_HALL, resident_id)
    write_message(viewer=viewer, thread_id=conversation.thread_id, body=body, key=key, files=files)
    return conversation


@transaction.atomic
def write_message(
    *,
    viewer: Viewer,
    thread_id: UUID,
    body: str,
    key: str,
    quoted: UUID | None = None,
    seen: int | None = None,
    files: Sequence[ReceivedFile] = (),
) -> Message:
    """`seen`: the number of the last message on the page where it was written. A colleague's answer since then is said
    before a second one leaves."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    _require_recipient(viewer, conversation)
    is_own = rules.is_own(viewer, conversation)
    if not is_own and not conversation.peer_id and seen is not None:
        _require_first(viewer, conversation, seen)
    message = messages.write_message(
        viewer=viewer,
        kind=kind_of(conversation.thread),
        thread_id=conversation.thread_id,
        body=body,
        key=key,
        answers=quoted,
        in_own_name=is_own,
        files=files,
    )
    if message.number <= conversation.thread.last_number:
        return message  # sent again: whatever was said since stands
    if is_own:
        require_pace(viewer=viewer)
    conversation.active_at = max(conversation.active_at, message.written_at)
    if is_own:
        conversation.waiting_since = conversation.waiting_since or message.written_at
    elif conversation.waiting_since:
        conversation.waiting_since = None
        record(ConversationAnswered(conversation_id=conversation.pk), viewer=viewer, target=conversation)
    conversation.save(update_fields=["active_at", "waiting_since"])
    if is_own:
        warn_of_absence(viewer=viewer, conversation=conversation)
    if other := conversation.other_side:  # type: ignore[attr-defined]
        other.active_at = conversation.active_at
        other.waiting_since = other.waiting_since or message.written_at
        other.save(update_fields=["active_at", "waiting_since"])
    announce_in_lists(people=queries.readers(conversation.thread))
    return message


@transaction.atomic
def edit_message(*, viewer: Viewer, message_id: UUID, body: str) -> Message:
    conversation = queries.conversation_of_message(viewer, message_id)
    kind = kind_of(conversation.thread)
    return messages.edit_message(viewer=viewer, kind=kind, message_id=message_id, body=body)


@transaction.atomic
def remove_own_message(*, viewer: Viewer, message_id: UUID) -> Message:
    """What it answered waits again; what it asked waits no more."""
    conversation = queries.conversation_for_update(
        viewer, queries.conversation_of_message(viewer, message_id).thread_id
    )
    message = messages.remove_own_message(
        viewer=viewer, kind=kind_of(conversation.thread), message_id=message_id
    )
    wait_again(conversation=conversation)
    other = conversation.other_side  # type: ignore[attr-defined]
    if other and other.waiting_since:
        wait_again(conversation=other)
    people = queries.readers(conversation.thread)
    announce_in_lists(people=people)
    announce_on_page(conversation=conversation, people=people)
    return message


def _conversation(
    viewer: Viewer, kind: ThreadKind, resident_id: UUID, office: Office | None = None
) -> Conversation:
    """The one that they have, or a new one. `office`: of a mayor who reads it alone."""

    def find() -> Conversation | None:
        return (
            queries.with_mayor(office.pk, resident_id) if office else queries.with_team(viewer, resident_id)
        )

    if found := find():
        return found
    try:
        with transaction.atomic():
            return _open(viewer, kind, resident_id, office)
    except IntegrityError:  # opened at the same moment, by a double click or a colleague
        return require(find())


def _open(viewer: Viewer, kind: ThreadKind, resident_id: UUID, office: Office | None) -> Conversation:
    require_open_account(viewer)
    thread = threads.open_thread(
        kind=kind,
        commune_id=viewer.commune.id,
        feature=FEATURE,
        audience=ThreadAudience.PARTICIPANTS,
        encrypted=True,
    )
    state = threads.ThreadState(page=reverse("conversation_detail", args=[viewer.commune.slug, thread.pk]))
    threads.update_thread(thread=thread, audience=ThreadAudience.PARTICIPANTS, state=state)
    return Conversation.objects.create(
        pk=thread.pk,
        commune_id=viewer.commune.id,
        thread=thread,
        resident_id=resident_id,
        addressee=Addressee.MAYOR if office else Addressee.TEAM,
        office=office,
        active_at=now(),
    )


def _require_recipient(viewer: Viewer, conversation: Conversation) -> None:
    """Whoever it is for is still there to read it."""
    if refusal := rules.refusal(viewer, conversation):
        raise refusal
    if conversation.peer and not with_feature([conversation.peer.commune_id], FEATURE):
        raise NoMessagingThere


def _require_first(viewer: Viewer, conversation: Conversation, seen: int) -> None:
    seen = max(seen, conversation.read_upto or 0)  # type: ignore[attr-defined]
    number = last_answer(conversation.thread)
    if number <= seen:
        return
    answer = message_numbered(conversation.thread, number)
    if answer.author_id != viewer.person_id:
        raise AnsweredMeanwhile(answer.author.full_name)
