"""How a town hall's team shares out what it is sent: what they note, what needs no answer."""

from uuid import UUID

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.core.clock import now
from civic.core.form_keys import digest_of_form
from civic.core.refusals import require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.actions.announcing import announce_to_team
from civic.messaging.actions.waiting import wait_again
from civic.messaging.enums import LONGEST_MEMO
from civic.messaging.events import ConversationAnswered, ConversationTakenBack
from civic.messaging.models import Memo
from civic.messaging.queries import conversations as queries
from civic.messaging.refusals import MemoEmpty, MemoTooLong
from civic.threads.actions import answering


@transaction.atomic
def add_memo(*, viewer: Viewer, thread_id: UUID, words: str, key: str) -> Memo:
    """What one mayor alone reads is shared out among nobody."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    require(rules.may_share(viewer, conversation))
    require_open_account(viewer)
    words = clean_text(words)
    if not words:
        raise MemoEmpty
    if len(words) > LONGEST_MEMO:
        raise MemoTooLong
    memo, _ = Memo.objects.get_or_create(
        conversation=conversation,
        author_id=viewer.own_id,
        key=digest_of_form(key, words),
        defaults={"words": words, "written_at": now()},
    )
    return memo


@transaction.atomic
def put_away(*, viewer: Viewer, thread_id: UUID, upto: int) -> bool:
    """It needs no answer. `upto`: the last message that was seen; False where another one came since."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    require(rules.reads_for_town_hall(viewer, conversation))
    if upto < conversation.thread.last_number:
        return False
    if conversation.waiting_since:
        answering.put_away(thread=conversation.thread)
        conversation.waiting_since = None
        conversation.save(update_fields=["waiting_since"])
        record(ConversationAnswered(conversation_id=conversation.pk), viewer=viewer, target=conversation)
        announce_to_team(conversation=conversation)
    return True


@transaction.atomic
def take_back(*, viewer: Viewer, thread_id: UUID) -> bool:
    """« Remettre à répondre », « Annuler ». Does it wait again? Not where it was answered since. Raises what speaks
    against answering."""
    conversation = queries.conversation_for_update(viewer, thread_id)
    require(rules.reads_for_town_hall(viewer, conversation))
    if refused := rules.refusal(viewer, conversation):
        raise refused
    answering.take_back(thread=conversation.thread)
    wait_again(conversation=conversation)
    if conversation.waiting_since:
        record(ConversationTakenBack(conversation_id=conversation.pk), viewer=viewer, target=conversation)
    announce_to_team(conversation=conversation)
    return conversation.waiting_since is not None
