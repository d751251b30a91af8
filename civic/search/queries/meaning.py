"""What a search means, in words of the index: all of its runs, each in one of several ways of writing it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.functions import Length
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from civic.search.models import Word
from civic.search.words import Run, as_one, halves, runs, stem_of

LONGEST = 200  # letters of a search
_MOST_WORDS = 16
_MOST_MISTYPED = 4  # words of one search
_BEGINNINGS = 20
_NEAREST = 4
_SHORTEST = 4  # shorter words are too like others
_CANDIDATES = 200
_PAST_ALL_LETTERS = "\U0010ffff"

type Spelling = tuple[str, ...]  # stems that must all be there


class Meaning(NamedTuple):
    """`runs`: of each, its ways; every run must be found in one of them. `near`: stems that nobody typed."""

    runs: tuple[tuple[Spelling, ...], ...]
    near: frozenset[str] = frozenset()

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for ways in self.runs for way in ways for stem in way)


@dataclass(frozen=True, slots=True)
class Sought:
    run: Run
    ways: tuple[Spelling, ...]  # as it is spelled

    @property
    def word(self) -> str:
        """Without its article: it is compared with other words."""
        return as_one(self.run.meant)


def meanings(commune_id: int, typed: str) -> Iterator[Meaning]:
    """From the strictest on; the next one is asked for where nothing was found. Which words the commune's texts hold
    decides nothing before: what some may not read would show in what others find."""
    wanted = sought(typed)
    if not wanted:
        return
    yield Meaning(tuple(one.ways for one in wanted))
    wider = [(*one.ways, *_begun_or_joined(commune_id, one.word)) for one in wanted]
    yield Meaning(tuple(wider))
    known = _known(commune_id, [one.word for one in wanted])
    strange = [one.word for one in wanted if one.word not in known] or [one.word for one in wanted]
    near = {
        word: [(stem_of(other),) for other in _near(commune_id, word)] for word in strange[:_MOST_MISTYPED]
    }
    yield Meaning(
        tuple((*ways, *near.get(one.word, ())) for one, ways in zip(wanted, wider, strict=True)),
        frozenset(stem for ways in near.values() for way in ways for stem in way),
    )


def sought(typed: str) -> list[Sought]:
    found = list(runs(typed[:LONGEST]))
    found = list(_bounded([run for run in found if not run.is_small] or found))
    # Side by side, they may be written as one: « porte monnaie ».
    pairs = [as_one(first.parts + second.parts) for first, second in pairwise(found)]
    return [
        Sought(run, tuple(dict.fromkeys(_spelled(run, pairs[max(0, n - 1) : n + 1]))))
        for n, run in enumerate(found)
    ]


def _bounded(found: Iterable[Run]) -> Iterator[Run]:
    """The first words, counted as they are compared: a run has any number, and one sign may stand for eighteen
    letters."""
    words, letters = _MOST_WORDS, LONGEST
    for run in found:
        ends = accumulate(map(len, run.parts))
        parts = tuple(part for part, end in zip(run.parts[:words], ends, strict=False) if end <= letters)
        if parts:
            yield run._replace(parts=parts)
        words, letters = words - len(run.parts), letters - sum(map(len, run.parts))
        if words <= 0 or letters <= 0:
            return


def _spelled(run: Run, pairs: Iterable[str]) -> Iterator[Spelling]:
    yield tuple(stem_of(part) for part in run.meant)
    for word in (run.joined, *pairs):
        if word:
            yield (stem_of(word),)


def _begun_or_joined(commune_id: int, word: str) -> Iterator[Spelling]:
    for parts in halves(word):
        yield tuple(stem_of(part) for part in parts)
    if len(word) > 2:
        rows = Word.objects.filter(commune_id=commune_id, word__gte=word, word__lt=word + _PAST_ALL_LETTERS)
        for other in rows.order_by("word").values_list("word", flat=True)[:_BEGINNINGS]:
            yield (stem_of(other),)


def _known(commune_id: int, words: Sequence[str]) -> set[str]:
    rows = Word.objects.filter(commune_id=commune_id, word__in=words)
    return set(rows.values_list("word", flat=True))


def _near(commune_id: int, word: str) -> list[str]:
    alike = _alike_on_postgresql if connection.vendor == "postgresql" else _of_such_length
    return near_among(word, alike(commune_id, word)) if len(word) >= _SHORTEST else []


def near_among(word: str, words: Iterable[str]) -> list[str]:
    """With one letter more, less, other or elsewhere; two where there are enough to recognise it by."""
    if len(word) < _SHORTEST:
        return []
    found = extract(word, list(words), scorer=OSA.distance, score_cutoff=_farthest(word), limit=50)
    distances = {other: distance for other, distance, _ in found if other != word}
    best = min(distances.values(), default=0)
    return sorted(other for other, distance in distances.items() if distance == best)[:_NEAREST]


def _farthest(word: str) -> int:
    return 1 if len(word) < 6 else 2


def _alike_on_postgresql(commune_id: int, word: str) -> Iterable[str]:
    """By the index of trigrams. Two letters that changed places leave few of a short word."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.15', true)")
        cursor.execute(
            "SELECT word FROM search_word WHERE commune_id = %s AND word %% %s "
            "ORDER BY similarity(word, %s) DESC, word LIMIT %s",
            [commune_id, word, word, _CANDIDATES],
        )
        return [row[0] for row in cursor.fetchall()]


def _of_such_length(commune_id: int, word: str) -> Iterable[str]:
    """SQLite has one commune or few: all its words, but for those that are too long or too short."""
    rows = Word.objects.filter(commune_id=commune_id).annotate(letters=Length("word"))
    rows = rows.filter(letters__gte=len(word) - _farthest(word), letters__lte=len(word) + _farthest(word))
    return rows.values_list("word", flat=True)


# --- As the engines read it -----------------------------------------------------------------------------------------


def as_tsquery(meaning: Meaning) -> str:
    return _written(
        meaning, " & ", " | ", lambda stem: "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
    )


def as_fts5(meaning: Meaning) -> str:
    return _written(meaning, " AND ", " OR ", lambda stem: '"' + stem.replace('"', '""') + '"')


def _written(meaning: Meaning, every: str, some: str, quoted: Callable[[str], str]) -> str:
    ways = [[every.join(map(quoted, way)) for way in of_run] for of_run in meaning.runs]
    return every.join(f"({some.join(f'({way})' for way in of_run)})" for of_run in ways)
