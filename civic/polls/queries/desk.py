"""What waits at the town hall."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from civic.contents import queries as contents
from civic.core.clock import now
from civic.core.descriptors import DeskTask
from civic.core.text import elided
from civic.core.viewer import Viewer
from civic.polls.models import Poll
from civic.ui import french


def _named(poll: Poll) -> str:
    return f"«\u00a0{poll.title or Truncator(poll.question).chars(80) or 'Sondage'}\u00a0»"


def unanswered(viewer: Viewer) -> QuerySet[Any]:
    """Closed, and nobody has said what follows from it."""
    rows = Poll.objects.filter(commune_id=viewer.commune.id, removed_at=None, outcome_at=None)
    return rows.filter(closed_at__isnull=False).annotate(since=F("closed_at"))


def unanswered_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    return {
        poll.pk: DeskTask(
            f"Le sondage {_named(poll)} est clos",
            "Dites à vos administrés quelle suite vous lui donnez.",
            reverse("poll_answer", args=[viewer.commune.slug, poll.pk]),
            "Conclure",
        )
        for poll in unanswered(viewer).filter(pk__in=ids)
    }


def drafts(viewer: Viewer) -> QuerySet[Any]:
    return contents.drafts_since(viewer, Poll)


def draft_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    return {
        poll.pk: DeskTask(
            f"Le sondage {_named(poll)} n’est pas publié",
            f"Brouillon {elided('de', poll.author.full_name)}",
            reverse("poll_edit", args=[viewer.commune.slug, poll.pk]),
            "Reprendre",
        )
        for poll in drafts(viewer).filter(pk__in=ids).select_related("author")
    }


def scheduled(viewer: Viewer) -> QuerySet[Any]:
    return contents.scheduled_since(viewer, Poll)


def scheduled_tasks(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, DeskTask]:
    today = timezone.localtime(now())
    return {
        poll.pk: DeskTask(
            f"Le sondage {_named(poll)} s’ouvre {french.day_time(timezone.localtime(poll.publish_at), today)}",
            f"Programmé par {poll.author.full_name}",
            reverse("poll_detail", args=[viewer.commune.slug, poll.pk]),
            "Revoir",
        )
        for poll in scheduled(viewer).filter(pk__in=ids).select_related("author")
    }
