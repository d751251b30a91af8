from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from civic.core.desk_sources import DeskTask
from civic.core.viewer import Viewer
from tests.contents.toys.models import Kite

CRUMPLED = "Froissé"
SMOOTH = "Lissé"


def crumpled(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk: the kites that wait to be smoothed."""
    return Kite.objects.filter(commune_id=viewer.commune.id, title=CRUMPLED).annotate(since=F("saved_at"))


def crumpled_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    """Each as of its version: what somebody has changed since is not smoothed unseen."""
    slug = viewer.commune.slug
    return {
        kite.pk: DeskTask(
            "Un cerf-volant est froissé",
            "",
            reverse("commune_page", args=[slug]),
            "Voir",
            reverse("kite_smooth", args=[slug, kite.pk]),
            kite.version,
        )
        for kite in crumpled(viewer).filter(pk__in=ids)
    }
