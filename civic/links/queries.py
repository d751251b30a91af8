from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from civic.contents import queries as contents
from civic.core.audience import Audience
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer
from civic.links import rules
from civic.links.models import Problem, UsefulLink


def links_of(viewer: Viewer) -> list[UsefulLink]:
    """Of the commune in view, in their order; at most rules.MAX_LINKS."""
    return links_of_commune(viewer.commune.id)


def links_of_commune(commune_id: int) -> list[UsefulLink]:
    rows = UsefulLink.objects.filter(commune_id=commune_id, removed_at=None)
    return list(rows.order_by("position", "id"))


def link_in_view(viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    rows = UsefulLink.objects.filter(removed_at=None)
    return contents.in_view(rows, viewer, useful_link_id, rules.may_see)


def link_for_update(viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    """One of the commune in view, or removed a moment ago; locked."""
    return contents.in_view(UsefulLink.objects.select_for_update(), viewer, useful_link_id, rules.may_see)


def communes_with_links(moment: datetime) -> list[int]:
    """Those with links that were not checked since then."""
    due = UsefulLink.objects.filter(removed_at=None).exclude(checked_at__gte=moment)
    return list(due.order_by("commune_id").values_list("commune_id", flat=True).distinct())


def links_to_check(commune_id: int, moment: datetime) -> list[UUID]:
    due = UsefulLink.objects.filter(commune_id=commune_id, removed_at=None).exclude(checked_at__gte=moment)
    return list(due.order_by("position", "id").values_list("pk", flat=True))


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Links of the commune in view as the town hall's journal names them. One that was removed has no page."""
    address = reverse("link_list", args=[viewer.commune.slug])
    rows = UsefulLink.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {str(link.pk): Subject(link.title, "" if link.removed_at else address) for link in rows}


def dead(viewer: Viewer) -> QuerySet[Any]:
    """For the desk: addresses that were not answered two weeks in a row."""
    rows = UsefulLink.objects.filter(commune_id=viewer.commune.id, removed_at=None, is_dead=True)
    return rows.annotate(since=F("failing_since"))


def dead_line(viewer: Viewer, link_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    return DeskTask(
        f"Le lien «\u00a0{row['title']}\u00a0» ne répond plus",
        Problem(row["problem"]).label,
        reverse("link_edit", args=[viewer.commune.slug, link_id]),
        "Corriger",
    )


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    rows = UsefulLink.objects.filter(pk__in=ids, removed_at=None)
    return {
        link.pk: SearchText(link.commune_id, Audience.PUBLIC, link.title, link.description, link.added_at)
        for link in rows
    }


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    """In the list, where its address is seen before it is opened."""
    page = reverse("link_list", args=[viewer.commune.slug])
    rows = UsefulLink.objects.filter(pk__in=ids, commune_id=viewer.commune.id, removed_at=None)
    return {
        link.pk: SearchResult(link.title, link.description, f"{page}#lien-{link.pk}", None)
        for link in rows
        if rules.may_see(viewer, link)
    }
