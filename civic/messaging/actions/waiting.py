"""Since when a conversation waits for the side that reads it for a town hall."""

from civic.messaging import rules
from civic.messaging.models import Conversation
from civic.threads.actions import answering
from civic.threads.queries.answering import first_unanswered


def wait_again(*, conversation: Conversation) -> None:
    """For the first message that has no answer, now that one was taken back, or was not to be put away after all."""
    if rules.is_between_mayors(conversation):
        assert conversation.office
        mayor_id = conversation.office.person_id
        first = answering.first_of_others(thread=conversation.thread, since_words_of=mayor_id)
    else:
        first = first_unanswered(conversation.thread)
    conversation.waiting_since = first.written_at if first else None
    conversation.save(update_fields=["waiting_since"])
