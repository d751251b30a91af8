from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, QuerySet, Value
from django.urls import reverse
from fountains.models import Fountain

from civic.core.audience import Audience
from civic.core.descriptors import Subject, WaitingLine
from civic.core.desk_sources import DeskTask
from civic.core.searching import SearchResult, SearchText
from civic.core.viewer import Viewer

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def fountains_of(viewer: Viewer) -> list[Fountain]:
    return list(Fountain.objects.filter(commune_id=viewer.commune.id).order_by("name"))


def dry_fountains(viewer: Viewer) -> list[WaitingLine]:
    return [WaitingLine("droplet", name, page, "Y aller") for name, page in _named(viewer, "à sec")]


def undrinkable_fountains(viewer: Viewer) -> list[WaitingLine]:
    found = _named(viewer, "non potable")
    return [WaitingLine("droplet", f"Ne buvez pas\u00a0: {name}", page, "Lire") for name, page in found]


def _named(viewer: Viewer, words: str) -> list[tuple[str, str]]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    rows = Fountain.objects.filter(commune_id=viewer.commune.id, name__contains=words).order_by("pk")
    return [(fountain.name, page) for fountain in rows[:3]]


def without_name(viewer: Viewer) -> QuerySet[Any]:
    rows = Fountain.objects.filter(commune_id=viewer.commune.id, name="")
    return rows.annotate(since=Value(LONG_AGO, DateTimeField()))


def without_name_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    found = without_name(viewer).filter(pk__in=ids)
    return {row.pk: DeskTask("Une fontaine n’a pas de nom", "", page, "La nommer") for row in found}


def listed(commune_id: int) -> "QuerySet[Fountain]":
    return Fountain.objects.filter(commune_id=commune_id)


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    rows = Fountain.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {str(row.pk): Subject(row.name, page) for row in rows}


def search_texts(ids: Sequence[UUID]) -> dict[UUID, SearchText]:
    rows = Fountain.objects.filter(pk__in=ids)
    return {row.pk: SearchText(row.commune_id, Audience.MEMBERS, row.name, "", LONG_AGO) for row in rows}


def search_results(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, SearchResult]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    rows = Fountain.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {row.pk: SearchResult(row.name, "", page, None) for row in rows}
