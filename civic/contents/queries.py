from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from civic.contents.enums import Status
from civic.contents.models import AbstractContent
from civic.contents.registry import Lifecycle, lifecycle_of
from civic.core.clock import UNDO_FOR
from civic.core.viewer import Viewer

MOST_AT_ONCE = 500


def in_view[C: AbstractContent](
    rows: QuerySet[C], viewer: Viewer, content_id: UUID, may_see: Callable[[Viewer, C], bool]
) -> C:
    """The one of these rows, in the commune in view and seen by the viewer. Raises Http404."""
    content = rows.filter(pk=content_id, commune_id=viewer.commune.id).first()
    if content is None or not may_see(viewer, content):
        raise Http404
    return content


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


def drafts_since(viewer: Viewer, model: type[AbstractContent]) -> QuerySet[Any]:
    """For the desk: the drafts of the commune in view, since they were saved last."""
    rows = lifecycle_of(model).standing.filter(commune_id=viewer.commune.id, status=Status.DRAFT)
    return rows.annotate(since=F("saved_at"))


def scheduled_since(viewer: Viewer, model: type[AbstractContent]) -> QuerySet[Any]:
    """For the desk: what comes out by itself, and when."""
    rows = lifecycle_of(model).standing.filter(commune_id=viewer.commune.id, status=Status.SCHEDULED)
    return rows.annotate(since=F("publish_at"))
