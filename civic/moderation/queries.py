from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from civic.core.cursor import cursor_at, position
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.moderation.enums import AppealStatus
from civic.moderation.models import Appeal
from civic.restrictions.models import Restriction

PAGE_SIZE = 20
MOST_COUNTED = 100  # « 99+ »


@dataclass(frozen=True, slots=True)
class AppealPage:
    """`next_after`: cursor of the next page, "" at the end."""

    appeals: list[Appeal]
    next_after: str


def own_appeal(viewer: Viewer, restriction: Restriction) -> Appeal | None:
    return Appeal.objects.filter(restriction=restriction, person_id=viewer.own_id).first()


def open_appeals(viewer: Viewer, after: str = "") -> AppealPage:
    """Those that wait for the platform, of all communes; who has waited longest first."""
    require(viewer.is_staff)
    rows = Appeal.objects.filter(status=AppealStatus.OPEN)
    if after:
        moment, last = position(after)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(created_at__gt=moment) | Q(pk__gt=last), created_at__gte=moment)
    rows = rows.select_related("person", "commune", "restriction__made_by").order_by("created_at", "id")
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    return AppealPage(found, cursor_at(found[-1].created_at, found[-1].pk) if more else "")


def waiting_appeals(viewer: Viewer) -> int:
    """How many wait for the platform, counted up to MOST_COUNTED."""
    require(viewer.is_staff)
    return Appeal.objects.filter(status=AppealStatus.OPEN)[:MOST_COUNTED].count()


def appeal_in_view(viewer: Viewer, appeal_id: UUID) -> Appeal:
    require(viewer.is_staff)
    rows = Appeal.objects.select_related("person", "commune", "restriction__made_by", "decided_by")
    appeal = rows.filter(pk=appeal_id).first()
    if appeal is None:
        raise Http404
    return appeal


def appeal_for_update(viewer: Viewer, appeal_id: UUID) -> Appeal:
    require(viewer.is_staff)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("restriction", "decided_by")
    appeal = rows.filter(pk=appeal_id).first()
    if appeal is None:
        raise Http404
    return appeal


def appeal_with_people(appeal_id: UUID) -> Appeal | None:
    """For those who are notified of it."""
    return Appeal.objects.select_related("person", "commune", "restriction").filter(pk=appeal_id).first()
