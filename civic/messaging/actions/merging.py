"""When communes merge, a resident goes on reading what they wrote to their former town hall."""

from operator import attrgetter

from django.db import transaction
from django.urls import reverse

from civic.communes.models import Commune
from civic.core.clock import now
from civic.messaging.models import Conversation
from civic.messaging.queries import merging as queries
from civic.threads.actions import threads


@transaction.atomic
def follow_merged_communes() -> None:
    """The shared box goes on at the successor. What was for one mayor alone goes along too, for its resident, and is
    over with that mandate. What two mayors said stays where it is: nobody reads the side of a mandate that ended."""
    for conversation in queries.conversations_left_behind():
        successor = conversation.commune.merged_into
        assert successor
        _move(conversation, successor)


def _move(conversation: Conversation, successor: Commune) -> None:
    if not conversation.office_id and (there := queries.going_on(successor.pk, conversation.resident_id)):
        _end_one(conversation, there)
    conversation.commune = successor
    conversation.save(update_fields=["commune"])
    page = reverse("conversation_detail", args=[successor.slug, conversation.thread_id])
    threads.move(thread_id=conversation.thread_id, commune_id=successor.pk, page=page)


def _end_one(moving: Conversation, there: Conversation) -> None:
    """Of two with the team the one that was spoken in last goes on; what waits in the other waits there."""
    former, live = sorted((moving, there), key=attrgetter("active_at", "pk"))
    waiting = [one.waiting_since for one in (former, live) if one.waiting_since]
    live.waiting_since = min(waiting, default=None)
    live.assigned_to_id = live.assigned_to_id or former.assigned_to_id
    former.ended_at, former.waiting_since, former.assigned_to = now(), None, None
    for one in (former, live):
        one.save(update_fields=["ended_at", "waiting_since", "assigned_to"])
