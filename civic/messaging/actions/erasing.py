from uuid import UUID

from django.db import transaction

from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.actions.announcing import announce_in_lists
from civic.messaging.events import ConversationAnswered
from civic.messaging.queries import conversations as queries
from civic.messaging.refusals import StillThere
from civic.threads.actions import threads


@transaction.atomic
def erase_conversation(*, viewer: Viewer, thread_id: UUID) -> None:
    """By its resident, once they have left the commune: with what the town hall answered, as when an account closes."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    if not rules.has_left(viewer, conversation):
        raise StillThere
    record(ConversationAnswered(conversation_id=conversation.pk), viewer=viewer, target=conversation)
    announce_in_lists(people=queries.readers(conversation.thread))
    threads.erase_thread(thread_id=thread_id)


def erase_conversations(*, person_id: UUID) -> None:
    """Of a resident whose account is being erased: what the town hall answered them goes with what they wrote."""
    for thread_id in queries.threads_of_resident(person_id):
        threads.erase_thread(thread_id=thread_id)
