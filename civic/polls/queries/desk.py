"""What waits at the town hall."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from civic.core.desk_sources import DeskTask
from civic.core.text import shortened
from civic.core.viewer import Viewer
from civic.polls.models import Poll


def title_of(poll: Poll) -> str:
    """A draft may have none yet."""
    return poll.title or shortened(poll.question, 80) or "Sondage"


def unanswered(viewer: Viewer) -> QuerySet[Any]:
    """Closed, and nobody has said what follows from it."""
    rows = Poll.objects.filter(commune_id=viewer.commune.id, removed_at=None, outcome_at=None)
    return rows.filter(closed_at__isnull=False).annotate(since=F("closed_at"))


def unanswered_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    return {
        poll.pk: DeskTask(
            f"Le sondage «\u00a0{title_of(poll)}\u00a0» est clos",
            "Dites à vos administrés quelle suite vous lui donnez.",
            reverse("poll_answer", args=[viewer.commune.slug, poll.pk]),
            "Conclure",
        )
        for poll in unanswered(viewer).filter(pk__in=ids)
    }
