from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from civic.contents.enums import Status
from civic.contents.models import AbstractContent, Authored
from civic.contents.registry import Lifecycle
from civic.core.clock import UNDO_FOR, now
from civic.core.desk_sources import DeskTask
from civic.core.text import elided
from civic.core.viewer import Viewer
from civic.ui import french

MOST_AT_ONCE = 500


def in_view[C: AbstractContent](
    rows: QuerySet[C], viewer: Viewer, content_id: UUID, may_see: Callable[[Viewer, C], bool]
) -> C:
    """The one of these rows, in the commune in view and seen by the viewer. Raises Http404."""
    return seen(rows.filter(pk=content_id, commune_id=viewer.commune.id), viewer, may_see)


def seen[C: AbstractContent](found: Iterable[C], viewer: Viewer, may_see: Callable[[Viewer, C], bool]) -> C:
    """Of the commune in view, the one content that a query found. Raises Http404."""
    for content in found:
        if may_see(viewer, content):
            return content
    raise Http404


def count_pinned(lifecycle: Lifecycle, commune_id: int) -> int:
    return lifecycle.standing.filter(commune_id=commune_id, pinned_at__isnull=False).count()


def ids_to_publish(lifecycle: Lifecycle, moment: datetime) -> list[UUID]:
    rows = lifecycle.standing.filter(status=Status.SCHEDULED, publish_at__lte=moment)
    return list(rows.order_by("publish_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def ids_to_unpin(lifecycle: Lifecycle, moment: datetime) -> list[UUID]:
    rows = lifecycle.standing.filter(pinned_until__lte=moment)
    return list(rows.order_by("pinned_until").values_list("pk", flat=True)[:MOST_AT_ONCE])


def ids_to_erase(lifecycle: Lifecycle, moment: datetime) -> list[UUID]:
    """Those that can no longer be restored."""
    rows = lifecycle.rows.filter(lifecycle.erasable, removed_at__lte=moment - UNDO_FOR)
    return list(rows.order_by("removed_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


# --- The town hall's desk -------------------------------------------------------------------------------------------


def drafts(lifecycle: Lifecycle, viewer: Viewer) -> QuerySet[Any]:
    """Those of the commune in view, since they were saved last."""
    rows = lifecycle.standing.filter(commune_id=viewer.commune.id, status=Status.DRAFT)
    return rows.annotate(since=F("saved_at"))


def draft_tasks(lifecycle: Lifecycle, viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    return {
        one.pk: DeskTask(
            f"{_named(lifecycle, one)} n’est pas publié{lifecycle.noun.e}",
            f"Brouillon {elided('de', one.author.full_name)}" if lifecycle.has(Authored) else "",
            reverse(lifecycle.edit_page, args=[viewer.commune.slug, one.pk]),
            "Reprendre",
        )
        for one in _with_author(lifecycle, drafts(lifecycle, viewer).filter(pk__in=ids))
    }


def scheduled(lifecycle: Lifecycle, viewer: Viewer) -> QuerySet[Any]:
    """What comes out by itself, and when."""
    rows = lifecycle.standing.filter(commune_id=viewer.commune.id, status=Status.SCHEDULED)
    return rows.annotate(since=F("publish_at"))


def scheduled_tasks(lifecycle: Lifecycle, viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    today, e = timezone.localtime(now()), lifecycle.noun.e
    return {
        one.pk: DeskTask(
            f"{_named(lifecycle, one)} sera publié{e} "
            f"{french.day_time(timezone.localtime(one.publish_at), today)}",
            f"Programmé{e} par {one.author.full_name}" if lifecycle.has(Authored) else "",
            reverse(lifecycle.edit_page, args=[viewer.commune.slug, one.pk]),
            "Revoir",
        )
        for one in _with_author(lifecycle, scheduled(lifecycle, viewer).filter(pk__in=ids))
    }


def _named(lifecycle: Lifecycle, content: AbstractContent) -> str:
    assert lifecycle.title
    return f"{lifecycle.noun.the.capitalize()} «\u00a0{lifecycle.title(content)}\u00a0»"


def _with_author(lifecycle: Lifecycle, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("author") if lifecycle.has(Authored) else rows
