from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from civic.alerts.models import AlertPoster
from civic.core.viewer import Viewer
from civic.media import storage

POSTER = "affiche.pdf"  # in the storage


def poster_of(viewer: Viewer) -> AlertPoster | None:
    return AlertPoster.objects.filter(commune_id=viewer.commune.id).first()


def open_poster(viewer: Viewer, file_id: UUID) -> Any:
    """An open Django file. Raises Http404."""
    poster = get_object_or_404(
        AlertPoster, commune_id=viewer.commune.id, file_id=file_id, ready_at__isnull=False
    )
    try:
        return storage.open_file(poster.file_id, POSTER)
    except FileNotFoundError as error:
        raise Http404 from error
