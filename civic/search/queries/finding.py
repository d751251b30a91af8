"""What a viewer finds. The index names rows; their app says which of them the viewer sees, and how."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from civic.core import registry
from civic.core.audience import audiences_of
from civic.core.cursor import cursor_at, position
from civic.core.searching import SearchFindings, SearchLookup, SearchResult, SearchSource
from civic.core.viewer import Viewer
from civic.search.models import Document
from civic.search.queries.meaning import LEAST_ALIKE, NOTHING, Meaning, as_fts5, as_tsquery, meanings

PAGE_SIZE = 20
# Rows of the index that are asked for together: some may be gone, or not for the viewer. Few at first: most are there.
_FIRST, _NEXT = 25, 60
_MOST_ASKED = 6  # times, for one page
_MANY = 2_000  # rows: so many may rather be read from the latest on, until a page is full


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    words: str
    section: str = ""  # the model of a source or the key of a lookup, "" for all
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, slots=True)
class Hit:
    source: SearchSource
    result: SearchResult


@dataclass(frozen=True, slots=True)
class Found:
    """`meaning`: what was looked for in the end. `older`: cursor, "" at the end."""

    hits: Sequence[Hit] = ()
    meaning: Meaning = NOTHING
    older: str = ""

    @property
    def is_near(self) -> bool:
        return bool(self.hits and self.meaning.near)


class _Place(NamedTuple):
    """Where a page ended: in which meaning, among the titles (0) or the texts (1), at which row."""

    meaning: int
    tier: int
    at: datetime | None = None
    object_id: UUID | None = None

    def __str__(self) -> str:
        assert self.at
        assert self.object_id
        return f"{self.meaning}{self.tier}{cursor_at(self.at, self.object_id)}"


def sections(viewer: Viewer) -> list[SearchSource | SearchLookup]:
    """What this viewer may search in."""
    return [one for one in registry.searched() if one.concerns(viewer)]


def find(viewer: Viewer, asked: Asked, cursor: str = "", *, mistyped: bool = True) -> Found:
    """Those with all the words in the title first, then the others; of both the latest first. By keyset. `mistyped`:
    what is like the words, where nothing holds them."""
    sources = [
        one for one in sections(viewer) if isinstance(one, SearchSource) and asked.section in ("", one.model)
    ]
    with _by_index():
        return _found(viewer, sources, asked, _place(cursor), mistyped=mistyped)


@contextmanager
def _by_index() -> Iterator[None]:
    """PostgreSQL never knows how rare the words of a search are, and would now and then read all texts for them."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), "
            "set_config('pg_trgm.similarity_threshold', %s, true)",
            [LEAST_ALIKE],
        )
        yield


def _found(
    viewer: Viewer, sources: Sequence[SearchSource], asked: Asked, place: _Place, *, mistyped: bool
) -> Found:
    found = Found()
    for number, meaning in enumerate(meanings(viewer, asked.words)):
        if meaning.near and not mistyped:
            break
        wider = meaning[:2] != found.meaning[:2]
        found = Found(meaning=meaning)
        if number < place.meaning or not (sources and wider):
            continue
        start = place if number == place.meaning else _Place(number, 0)
        found = _page(viewer, sources, asked, meaning, start)
        if found.hits or place.at:
            break
    return found


def lookup_findings(viewer: Viewer, asked: Asked) -> list[tuple[SearchLookup, SearchFindings]]:
    """What the apps find themselves; what has a date is not among it."""
    lookups = [
        one for one in sections(viewer) if isinstance(one, SearchLookup) and asked.section in ("", one.key)
    ]
    if (asked.since or asked.until) and not asked.section:
        return []
    return [(one, findings) for one in lookups if (findings := one.find(viewer, asked.words)).results]


def _place(cursor: str) -> _Place:
    """Http404 for what no page wrote."""
    if not cursor:
        return _Place(0, 0)
    if cursor[0] not in "0123" or cursor[1:2] not in ("0", "1"):
        raise Http404
    return _Place(int(cursor[0]), int(cursor[1]), *position(cursor[2:]))


def _page(
    viewer: Viewer, sources: Sequence[SearchSource], asked: Asked, meaning: Meaning, place: _Place
) -> Found:
    by_model = {source.model: source for source in sources}
    hits: list[Hit] = []
    last = place
    for number, (batch, is_last) in enumerate(_batches(viewer, by_model, asked, meaning, place), 1):
        seen = _seen(viewer, by_model, batch)
        for tier, row in batch:
            if len(hits) == PAGE_SIZE:
                if (row.source, row.object_id) in seen:
                    return Found(hits, meaning, str(last))
                continue
            last = _Place(place.meaning, tier, row.at, row.object_id)
            if result := seen.get((row.source, row.object_id)):
                hits.append(Hit(by_model[row.source], result))
        if number == _MOST_ASKED and not is_last:
            return Found(hits, meaning, str(last))
    return Found(hits, meaning)


type _Row = tuple[int, Document]


def _batches(
    viewer: Viewer, models: Collection[str], asked: Asked, meaning: Meaning, place: _Place
) -> Iterator[tuple[list[_Row], bool]]:
    """Rows of the index from there on, and whether they are the last."""
    for tier in range(place.tier, 2):
        size = _FIRST
        rows = _rows(viewer, models, asked, meaning, tier)
        after = place if tier == place.tier else None
        while True:
            page = rows
            if after and after.at and after.object_id:
                beyond = Q(at__lt=after.at) | Q(object_id__lt=after.object_id)
                page = rows.filter(beyond, at__lte=after.at)
            batch = _latest(page, size)
            ends, size = len(batch) < size, _NEXT
            yield [(tier, row) for row in batch], ends and tier == 1
            if ends:
                break
            after = _Place(place.meaning, tier, batch[-1].at, batch[-1].object_id)


def _latest(rows: "QuerySet[Document]", size: int) -> list[Document]:
    """PostgreSQL may take rare words for frequent ones, and read one text after the other from the latest on: it is
    asked for all that there are first, which it gives up where these are many."""
    if connection.vendor == "postgresql":
        sql, values = rows.query.sql_with_params()
        few = Document.objects.raw(
            f"SELECT few.*, count(*) OVER () AS number FROM ({sql} LIMIT {_MANY}) few "  # noqa: S608 - ours
            "ORDER BY at DESC, object_id DESC LIMIT %s",
            [*values, size],
        )
        found = list(few)
        if not found or vars(found[0])["number"] < _MANY:
            return found
    return list(rows.order_by("-at", "-object_id")[:size])


def _rows(
    viewer: Viewer, models: Collection[str], asked: Asked, meaning: Meaning, tier: int
) -> "QuerySet[Document]":
    rows = Document.objects.filter(
        commune_id=viewer.commune.id, audience__in=audiences_of(viewer), source__in=list(models)
    )
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    rows = rows.only("source", "object_id", "at")
    in_title = _matches(viewer.commune.id, meaning, "title")
    if tier == 0:
        return rows.filter(in_title)
    return rows.filter(_matches(viewer.commune.id, meaning, "words")).exclude(in_title)


def _matches(commune_id: int, meaning: Meaning, column: str) -> RawSQL:
    if connection.vendor == "postgresql":
        vector = {"title": "title_vector", "words": "vector"}[column]
        sql, value = f"search_document.{vector} @@ %s::tsquery", as_tsquery(meaning)
    else:
        sql = "search_document.id IN (SELECT rowid FROM search_text WHERE search_text MATCH %s)"
        value = f'commune_id:"{commune_id}" AND {column}:({as_fts5(meaning)})'
    return RawSQL(sql, [value], output_field=BooleanField())  # noqa: S611 - names of ours, values are parameters


def _seen(
    viewer: Viewer, sources: dict[str, SearchSource], batch: Sequence[_Row]
) -> dict[tuple[str, UUID], SearchResult]:
    """One question to each app concerned."""
    asked: dict[str, list[UUID]] = {}
    for _, row in batch:
        asked.setdefault(row.source, []).append(row.object_id)
    return {
        (model, object_id): result
        for model, ids in asked.items()
        for object_id, result in sources[model].visible(viewer, ids).items()
    }
