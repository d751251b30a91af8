"""What the index is compared with, and what it holds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from civic.search.models import Document, Word


def ids_after(model: type[Model], after: UUID | None, limit: int) -> list[UUID]:
    """Of all rows of a model, in the order of their keys."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:limit])


def documents_of(source: str, ids: Sequence[UUID]) -> list[Document]:
    return list(Document.objects.filter(source=source, object_id__in=ids))


def documents_between(source: str, after: UUID | None, last: UUID | None) -> "QuerySet[Document]":
    """`last` included; None: as far as there are any."""
    rows = Document.objects.filter(source=source)
    if after:
        rows = rows.filter(object_id__gt=after)
    return rows.filter(object_id__lte=last) if last else rows


def commune_with_words_after(after: int) -> int | None:
    rows = Word.objects.filter(commune_id__gt=after).order_by("commune_id")
    return rows.values_list("commune_id", flat=True).first()


def stems_of_commune(commune_id: int) -> set[str]:
    rows = Document.objects.filter(commune_id=commune_id).values_list("words", flat=True)
    return {stem for words in rows.iterator() for stem in words.split()}
