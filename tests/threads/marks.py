"""How much somebody has not read."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from civic.core.viewer import Viewer
from civic.threads.models import Message
from civic.threads.queries.threads import read_upto


def unread_counts(viewer: Viewer, thread_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many messages the viewer has not read of each of these threads that they have come to."""
    rows = Message.objects.filter(thread__in=thread_ids).annotate(mark=read_upto(viewer.own_id))
    rows = rows.exclude(mark=None).distinct()
    return dict(rows.values_list("thread_id", F("thread__last_number") - F("mark")))
