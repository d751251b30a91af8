"""The mayor's page and the pictures of the commune."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.media.models import Media
from civic.town_halls.models import CommunePhoto, CvEntry, Office


def cv_of(office: Office) -> list[CvEntry]:
    """The newest year first, its lines in the order set by hand."""
    return _cv(office.pk)


@compiled
def _cv(office_id: UUID) -> "QuerySet[CvEntry]":
    entries = CvEntry.objects.filter(office_id=office_id, removed_at=None)
    return entries.order_by("-year", "position", "id")


def cv_entry_in_view(viewer: Viewer, cv_entry_id: UUID) -> CvEntry:
    return _found(viewer, cv_entry_id, lock=False, removed=False)


def cv_entry_for_update(viewer: Viewer, cv_entry_id: UUID, *, removed: bool = False) -> CvEntry:
    """A line of the present mayor's CV, locked. `removed`: one that was removed a moment ago, too."""
    return _found(viewer, cv_entry_id, lock=True, removed=removed)


def office_for_update(viewer: Viewer) -> Office:
    """The office held now in the commune in view, locked: its lines are changed one at a time."""
    office = Office.objects.select_for_update().filter(commune_id=viewer.commune.id, ended_at=None).first()
    if office is None:
        raise Http404
    return office


def photos_of(commune_id: int) -> list[Media]:
    """Of the commune's presentation, in order."""
    return [row.media for row in _photos(commune_id)]


@compiled
def _photos(commune_id: int) -> "QuerySet[CommunePhoto]":
    return CommunePhoto.objects.filter(commune_id=commune_id).select_related("media").order_by("position")


def _found(viewer: Viewer, cv_entry_id: UUID, *, lock: bool, removed: bool) -> CvEntry:
    rows = CvEntry.objects.filter(pk=cv_entry_id, office__commune_id=viewer.commune.id, office__ended_at=None)
    if not removed:
        rows = rows.filter(removed_at=None)
    if lock:
        office_for_update(viewer)
        rows = rows.select_for_update(of=("self",))
    entry = rows.first()
    if entry is None:
        raise Http404
    return entry
