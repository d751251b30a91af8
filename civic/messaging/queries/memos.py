"""« Notes » of a town hall beside a conversation."""

from uuid import UUID

from django.db.models import QuerySet

from civic.accounts.queries import columns_to_defer
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.messaging import rules
from civic.messaging.models import Conversation, Memo

MOST_MEMOS = 100


def memos_of(viewer: Viewer, conversation: Conversation) -> list[Memo]:
    """For the town hall's side of it, as they were written."""
    if not rules.reads_for_town_hall(viewer, conversation):
        return []
    return _newest_memos(conversation.pk)[::-1]


@compiled
def _newest_memos(conversation_id: UUID) -> "QuerySet[Memo]":
    rows = Memo.objects.filter(conversation_id=conversation_id).select_related("author")
    return rows.defer(*columns_to_defer("author")).order_by("-written_at", "-pk")[:MOST_MEMOS]
