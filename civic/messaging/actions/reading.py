from uuid import UUID

from django.db import transaction

from civic.core.viewer import Viewer
from civic.messaging import rules
from civic.messaging.actions.announcing import announce_on_page
from civic.messaging.queries import conversations as queries
from civic.notifications.actions.inbox import mark_read_on_page
from civic.threads.actions import reading
from civic.threads.queries.threads import messages_upto


@transaction.atomic
def mark_read(*, viewer: Viewer, thread_id: UUID, number: int) -> None:
    """Up to a number, or to the last message where that is lower; and what the bell says of these messages."""
    conversation = queries.conversation_in_view(viewer, thread_id)
    former = conversation.read_upto or 0  # type: ignore[attr-defined]
    number = reading.mark_read(viewer=viewer, thread=conversation.thread, number=number)
    if number > former and rules.is_of_side(viewer, conversation):
        readers = queries.readers(conversation.thread)
        other_side = [one for one in readers if rules.is_from_other_side(viewer, conversation, one)]
        announce_on_page(conversation=conversation, people=other_side)
    unread = queries.unread_news(viewer, conversation.pk)
    read = messages_upto(conversation.thread, number, [one.source_id for one in unread])
    read.add(conversation.pk)  # that it was given to them, or opened, is of the conversation itself
    mark_read_on_page(viewer=viewer, notifications=[one for one in unread if one.source_id in read])
