"""What the index is compared with, and what it holds."""

from collections import defaultdict
from collections.abc import Collection
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from civic.search.models import Document, Word

_TOGETHER = 2_000  # words of one question


def ids_after(model: type[Model], after: UUID | None, limit: int) -> list[UUID]:
    """Of all rows of a model, in the order of their keys."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:limit])


def documents_of(source: str, ids: Collection[UUID]) -> list[Document]:
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


def stems_of_commune(commune_id: int) -> dict[str, set[str]]:
    """By audience."""
    stems = defaultdict[str, set[str]](set)
    rows = Document.objects.filter(commune_id=commune_id).values_list("audience", "words")
    for audience, words in rows.iterator():
        stems[audience].update(words.split())
    return stems


type Known = tuple[int, str, str]  # commune, audience, word


def words_among(words: Collection[Known]) -> set[Known]:
    """Those that are there."""
    communes = {commune_id for commune_id, _, _ in words}
    found: set[Known] = set()
    for part in batched(sorted({word for _, _, word in words}), _TOGETHER):
        rows = Word.objects.filter(commune_id__in=communes, word__in=part)
        found |= set(rows.values_list("commune_id", "audience", "word"))
    return found
