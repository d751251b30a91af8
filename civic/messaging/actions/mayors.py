"""What two mayors write to each other, and to whom of their own team one of them shows it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from civic.accounts.queries import has_opened, require_open_account
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.actions.announcing import announce_in_lists, announce_on_page
from civic.messaging.actions.pace import require_pace_of_new_mayors
from civic.messaging.actions.writing import write_message
from civic.messaging.enums import FEATURE, Addressee
from civic.messaging.events import ConversationClosed, ConversationOpened
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.refusals import MayorOfBoth, NoMayorThere, NotADelegate, OwnMandateOver, OwnTownHall
from civic.messaging.thread_kinds import BETWEEN_MAYORS
from civic.private_files.actions.receiving import ReceivedFile
from civic.threads.actions import threads
from civic.threads.enums import ThreadAudience
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor


@transaction.atomic
def write_to_mayor(
    *, viewer: Viewer, commune: Commune, body: str, key: str, files: Sequence[ReceivedFile] = ()
) -> Conversation:
    """Of another commune: in the conversation that the two mandates have already, or a new one."""
    require(rules.may_write_to_mayors(viewer))
    if commune.pk == viewer.commune.id:
        raise OwnTownHall
    own, peer = current_mayor(viewer.commune.id), current_mayor(commune.pk)
    if own is None:
        raise OwnMandateOver
    if peer is None or not has_opened(peer.person):
        raise NoMayorThere
    if peer.person_id == own.person_id:
        raise MayorOfBoth
    conversation = _conversation(viewer, own, peer)
    write_message(viewer=viewer, thread_id=conversation.thread_id, body=body, key=key, files=files)
    return conversation


def _conversation(viewer: Viewer, own: Office, peer: Office) -> Conversation:
    if found := queries.between_mayors(own.pk, peer.pk):
        return found
    try:
        with transaction.atomic():
            return _begin(viewer, own, peer)
    except IntegrityError:  # the other one began at the same moment, or this one by a double click
        return require(queries.between_mayors(own.pk, peer.pk))


def _begin(viewer: Viewer, own: Office, peer: Office) -> Conversation:
    require_pace_of_new_mayors(viewer=viewer)
    require_open_account(viewer)
    thread = threads.open_thread(
        kind=BETWEEN_MAYORS,
        commune_id=own.commune_id,
        feature=FEATURE,
        audience=ThreadAudience.PARTICIPANTS,
        encrypted=True,
    )
    # In the order of their keys: two who begin at the same moment do not wait for each other.
    sides = {
        office.pk: Conversation.objects.create(
            commune_id=office.commune_id,
            thread=thread,
            addressee=Addressee.MAYOR,
            office=office,
            peer=other,
            active_at=now(),
        )
        for office, other in sorted(((own, peer), (peer, own)), key=lambda side: side[0].pk)
    }
    return sides[own.pk]


@transaction.atomic
def open_to(*, viewer: Viewer, thread_id: UUID, delegation_id: UUID | None) -> Conversation:
    """One of the team may read it from now on, from its beginning; None: nobody but the two mayors."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    require(rules.may_open(viewer, conversation))
    require_open_account(viewer)
    delegates = {one.pk: one for one in queries.delegates_to_open_to(viewer)}
    if delegation_id is not None and delegation_id not in delegates:
        raise NotADelegate
    former = conversation.opened_to
    conversation.opened_to = opened = delegates[delegation_id] if delegation_id else None
    if opened == former:
        return conversation
    conversation.save(update_fields=["opened_to"])
    if former:
        record(ConversationClosed(conversation_id=conversation.pk), viewer=viewer, target=conversation)
    if opened:
        told = ConversationOpened(conversation_id=conversation.pk, person_id=opened.person_id)
        record(told, viewer=viewer, target=conversation)
    # The other one reads at once who reads with them.
    people = {*queries.readers(conversation.thread), *([former.person_id] if former else [])}
    announce_in_lists(people=people)
    announce_on_page(conversation=conversation, people=people)
    return conversation
