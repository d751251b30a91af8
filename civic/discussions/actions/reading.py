"""How far a person has read. The bell no longer rings for what was read here."""

from uuid import UUID

from django.db import transaction

from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.discussions import queries
from civic.notifications.actions.inbox import mark_read_on_page
from civic.threads.actions import reading
from civic.threads.queries.threads import messages_upto


@transaction.atomic
def mark_read(*, viewer: Viewer, discussion_id: UUID, number: int) -> None:
    """Up to a number, or to the last message where that is lower."""
    discussion = queries.discussion_in_view(viewer, discussion_id)
    number = reading.mark_read(viewer=viewer, thread=discussion.thread, number=number)
    unread = [one for one in queries.unread_news(viewer) if one.target_id == discussion.pk]
    read = messages_upto(discussion.thread, number, [one.source_id for one in unread if one.person_id])
    mark_read_on_page(
        viewer=viewer, notifications=[one for one in unread if one.person_id is None or one.source_id in read]
    )


@transaction.atomic
def mark_all_read(*, viewer: Viewer) -> None:
    """« Tout marquer comme lu »: all groups of the commune in view, and what the bell says of them."""
    require(viewer.is_member)
    reading.mark_all_read(viewer=viewer, threads=queries.discussions_seen(viewer).values("thread_id"))
    mark_read_on_page(viewer=viewer, notifications=queries.unread_news(viewer))
