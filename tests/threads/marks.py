"""How much somebody has not read."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from civic.core.viewer import Viewer
from civic.threads.models import Participant


def unread_counts(viewer: Viewer, thread_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many messages the viewer has not read of each of these threads, which they opened or were put into."""
    rows = Participant.objects.filter(thread__in=thread_ids, person_id=viewer.own_id, left_at=None)
    return dict(rows.values_list("thread_id", F("thread__last_number") - F("read_upto")))
