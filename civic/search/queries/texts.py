"""The same search among a few texts that are no rows, and the same for everybody: kept in memory."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from civic.core.words import stem_of, stems_of, words_of
from civic.search.queries.meaning import DISTANCES, near_among, sought


class Text(NamedTuple):
    title: str
    body: str
    about: Any  # whatever the asking app knows it by


class _Prepared(NamedTuple):
    title: frozenset[str]
    stems: frozenset[str]
    words: frozenset[str]


def found_among(texts: Sequence[Text], typed: str) -> tuple[list[Text], bool]:
    """Those that hold all that is sought; in the title first. As typed, then begun; and whether it was mistyped."""
    for is_near, wanted in _meanings(texts, typed):
        found = [text for text in texts if _holds(_prepared(text).stems, wanted)]
        if found:
            return sorted(found, key=lambda text: not _holds(_prepared(text).title, wanted)), is_near
    return [], False


def _meanings(texts: Sequence[Text], typed: str) -> Iterator[tuple[bool, list[set[tuple[str, ...]]]]]:
    """From the strictest on."""
    runs = sought(typed)
    if not runs:
        return
    ways = [set(one.ways) for one in runs]
    yield False, ways
    every = _words(tuple(texts))
    typed_words = [one.word for one in runs]
    for word, of_run in zip(typed_words, ways, strict=True):
        if len(word) > 2:
            of_run.update((stem_of(other),) for other in every if other.startswith(word))
    yield False, ways
    alike = [near_among(word, every) for word in typed_words]
    for farthest in DISTANCES:
        for near, of_run in zip(alike, ways, strict=True):
            of_run.update((stem_of(word),) for word, distance in near.items() if distance <= farthest)
        yield True, ways


def _holds(stems: frozenset[str], wanted: Sequence[Iterable[tuple[str, ...]]]) -> bool:
    return all(any(stems.issuperset(way) for way in ways) for ways in wanted)


@lru_cache(maxsize=8)
def _words(texts: tuple[Text, ...]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*(_prepared(text).words for text in texts))))


@lru_cache(maxsize=512)
def _prepared(text: Text) -> _Prepared:
    return _Prepared(
        frozenset(stems_of(text.title)),
        frozenset(stems_of(f"{text.title}\n{text.body}")),
        frozenset(words_of(f"{text.title}\n{text.body}")),
    )
