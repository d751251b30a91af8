"""To whom of the team a conversation is given to answer (« Confier »), for as long as they answer messages."""

from uuid import UUID

from django.db import transaction

from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.delegations.queries.people import people_with_right
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.actions.announcing import announce_in_lists, announce_to_team
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.events import ConversationAssigned, ConversationReleased
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries.assigned import assigned_in, communes_to_release
from civic.messaging.refusals import AssignedMeanwhile, NotOfTheTeam


@transaction.atomic
def assign(
    *, viewer: Viewer, thread_id: UUID, person_id: UUID | None, read: str | None = None
) -> Conversation:
    """None: to nobody. `read`: who had it on the page where that was chosen, by their id, "" for nobody; None where the
    page said nothing of it."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    require(rules.may_share(viewer, conversation))
    if person_id is not None and person_id not in queries.people_of_town_hall(conversation):
        raise NotOfTheTeam
    former = conversation.assigned_to_id
    if person_id == former:
        return conversation
    if read is not None and read != str(former or ""):
        raise AssignedMeanwhile(conversation.assigned_to.full_name if conversation.assigned_to else "")
    conversation.assigned_to_id = person_id
    conversation.save(update_fields=["assigned_to"])
    if former:
        record(ConversationReleased(conversation_id=conversation.pk), viewer=viewer, target=conversation)
    if person_id:
        given = ConversationAssigned(conversation_id=conversation.pk, person_id=person_id)
        record(given, viewer=viewer, target=conversation)
    announce_to_team(conversation=conversation)
    return conversation


@transaction.atomic
def release(*, commune_id: int) -> None:
    """What was given to who answers no more is given to nobody."""
    people = people_with_right(commune_id=commune_id, right=ANSWER_MESSAGES)
    released = assigned_in(commune_id).exclude(assigned_to__in=people).select_for_update()
    for conversation in released:
        conversation.assigned_to = None
        conversation.save(update_fields=["assigned_to"])
        event = ConversationReleased(conversation_id=conversation.pk)
        record(event, commune_id=commune_id, target=conversation)
    if released:
        announce_in_lists(people=people)


@job(lane=Lane.ROUNDS)
def release_everywhere() -> None:
    """A delegation ends by its date, too, which nothing tells."""
    for commune_id in communes_to_release():
        release(commune_id=commune_id)
