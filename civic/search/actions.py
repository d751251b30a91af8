"""The index: written in the background from what the apps say of their rows."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from civic.core import registry
from civic.core.jobs import Lane, job
from civic.core.searching import SearchText
from civic.core.words import entries_of, stem_of, words_of
from civic.search.models import Document, Word
from civic.search.queries import index

BATCH = 200
MOST_ENTRIES = 10_000  # of one text
_WRITTEN = ("commune_id", "audience", "at", "title", "words")


@job(lane=Lane.UPKEEP)
@transaction.atomic
def index_rows(*, source: str, ids: list[UUID]) -> None:
    """As they are now: what may not be found any more leaves the index, and so do its words."""
    _lock(source, ids)
    texts = registry.search_sources()[source].texts(ids)
    documents = {object_id: _document(source, object_id, text) for object_id, text in sorted(texts.items())}
    known = {one.object_id: one for one in index.documents_of(source, {*ids, *documents})}
    gone = known.keys() - documents.keys()
    Document.objects.filter(source=source, object_id__in=gone).delete()
    _write_documents([new for new in documents.values() if not _is_same(known.get(new.object_id), new)])
    _write_words(texts.values())
    poorer = {one.commune_id for one in known.values() if _loses_words(one, documents.get(one.object_id))}
    for commune_id in sorted(poorer):
        purge_words_of.enqueue(commune_id=commune_id)


def remove_document(*, source: str, object_id: UUID) -> None:
    """In the transaction that deletes the row. Its words go at night, if it had not left the index before: thousands of
    rows may go with one account."""
    Document.objects.filter(source=source, object_id=object_id).delete()


@job(lane=Lane.UPKEEP)
def index_all() -> None:
    """Every night, and once what was there before the index: all rows of all sources, in batches."""
    for source in registry.search_sources():
        index_after.enqueue(source=source, after=None)
    purge_words.enqueue(after=0)


@job(lane=Lane.UPKEEP)
@transaction.atomic
def index_after(*, source: str, after: UUID | None) -> None:
    """A batch of rows, and what the index still holds between them; then the next one. Goes on where it was
    interrupted."""
    ids = index.ids_after(_model(source), after, BATCH)
    index_rows(source=source, ids=ids)
    last = ids[-1] if len(ids) == BATCH else None
    index.documents_between(source, after, last).exclude(object_id__in=ids).delete()
    if last:
        index_after.enqueue(source=source, after=last)


@job(lane=Lane.UPKEEP)
@transaction.atomic
def purge_words(*, after: int) -> None:
    """Every night, of one commune; then the next one's."""
    commune_id = index.commune_with_words_after(after)
    if commune_id is None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:  # what was deleted is overwritten
                cursor.execute("INSERT INTO search_text(search_text) VALUES ('optimize')")
        return
    purge_words_of(commune_id=commune_id)
    purge_words.enqueue(after=commune_id)


@job(lane=Lane.UPKEEP)
@transaction.atomic
def purge_words_of(*, commune_id: int) -> None:
    """Those that stand in no text for their audience any more. A word stays with others of its stem, which mean the
    same."""
    used = index.stems_of_commune(commune_id)
    rows = Word.objects.filter(commune_id=commune_id)
    words = rows.values_list("pk", "audience", "word")
    unused = [pk for pk, audience, word in words if stem_of(word) not in used[audience]]
    for start in range(0, len(unused), BATCH):
        rows.filter(pk__in=unused[start : start + BATCH]).delete()


def _model(source: str) -> type[Model]:
    return apps.get_model(source)


def _lock(source: str, ids: Sequence[UUID]) -> None:
    """Two jobs that read the same row at once would leave what the slower one read."""
    rows = _model(source)._default_manager.select_for_update(no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def _write_documents(changed: Sequence[Document]) -> None:
    Document.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["source", "object_id"],
        update_fields=[name.removesuffix("_id") for name in _WRITTEN],
    )


def _write_words(texts: Iterable[SearchText]) -> None:
    words = {
        (text.commune_id, text.audience, word)
        for text in texts
        for word in words_of(f"{text.title}\n{text.body}")
    }
    # In one order for all, so that none waits for another in a circle.
    rows = [
        Word(commune_id=commune_id, audience=audience, word=word)
        for commune_id, audience, word in sorted(words - index.words_among(words))
    ]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)


def _document(source: str, object_id: UUID, text: SearchText) -> Document:
    title = entries_of(text.title)[:MOST_ENTRIES]
    entries = list(dict.fromkeys([*title, *entries_of(text.body)]))[:MOST_ENTRIES]
    return Document(
        commune_id=text.commune_id,
        source=source,
        object_id=object_id,
        audience=text.audience,
        at=text.at,
        title=" ".join(title),
        words=" ".join(entries),
    )


def _is_same(known: Document | None, new: Document) -> bool:
    return known is not None and all(getattr(known, name) == getattr(new, name) for name in _WRITTEN)


def _loses_words(known: Document, new: Document | None) -> bool:
    if new is None or known.audience != new.audience:
        return True
    return not set(known.words.split()) <= set(new.words.split())
