"""What a search means, in words of the index: all of its runs, each in one of several ways of writing it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from psycopg.errors import QueryCanceled
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from civic.core.audience import audiences_of
from civic.core.viewer import Viewer
from civic.core.words import Run, Wanted, as_one, halves, runs, stem_of
from civic.search.models import Word

LONGEST = 200  # letters of a search
_MOST_WORDS = 8  # each is read from the index for itself
_MOST_MISTYPED = 3  # words of one search
_SHORTEST_BEGINNING = 3  # letters
_MOST_NEAR = 50
_CANDIDATES = 200
_LONGEST_LOOK = "150ms"  # for those of one search: invented words of like syllables are all candidates
LEAST_ALIKE = "0.15"  # of trigrams: two letters that changed places leave few of a short word
SHORTEST = 4  # shorter words are too like others
DISTANCES = (1, 2)  # letters that are wrong

type Spelling = tuple[str, ...]  # stems that must all be there


class Meaning(NamedTuple):
    """`runs`: of each, its ways; every run must be found in one of them, or a word that begins as it. `beginnings`: of
    each, "" for none. `near`: of each, the stems that nobody typed; empty where nothing was taken for mistyped."""

    runs: tuple[tuple[Spelling, ...], ...] = ()
    beginnings: tuple[str, ...] = ()
    near: tuple[frozenset[str], ...] = ()

    @property
    def wanted(self) -> Wanted:
        stems = frozenset(stem for ways in self.runs for way in ways for stem in way)
        return Wanted(stems, tuple(filter(None, self.beginnings)))


NOTHING = Meaning()


@dataclass(frozen=True, slots=True)
class Sought:
    run: Run
    ways: tuple[Spelling, ...]  # as it is spelled

    @property
    def word(self) -> str:
        """Without its article: it is compared with other words."""
        return as_one(self.run.meant)


def meanings(viewer: Viewer, typed: str) -> Iterator[Meaning]:
    """From the strictest on; the next one is asked for where nothing was found. Each finds what the one before finds,
    and more: a word that stands in no text which the viewer sees adds nothing, and keeps nothing out."""
    wanted = sought(typed)
    if not wanted:
        return
    ways = [one.ways for one in wanted]
    yield Meaning(tuple(ways), ("",) * len(ways))
    words = Word.objects.filter(commune_id=viewer.commune.id, audience__in=audiences_of(viewer))
    ways = [
        tuple(dict.fromkeys((*spelled, *_joined(one.word))))
        for spelled, one in zip(ways, wanted, strict=True)
    ]
    beginnings = tuple(one.word if len(one.word) >= _SHORTEST_BEGINNING else "" for one in wanted)
    yield Meaning(tuple(ways), beginnings)
    alike = _alike(viewer, words, [one.word for one in wanted])
    for farthest in DISTANCES:
        near = [
            tuple(
                (stem_of(other),)
                for other, distance in alike.get(one.word, {}).items()
                if distance <= farthest
            )
            for one in wanted
        ]
        yield Meaning(
            tuple(
                tuple(dict.fromkeys((*typed_ways, *others)))
                for typed_ways, others in zip(ways, near, strict=True)
            ),
            beginnings,
            tuple(
                frozenset(stem for (stem,) in others if (stem,) not in typed_ways)
                for typed_ways, others in zip(ways, near, strict=True)
            ),
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


def _joined(word: str) -> Iterator[Spelling]:
    for parts in halves(word):
        yield tuple(stem_of(part) for part in parts)


def _alike(viewer: Viewer, words: "QuerySet[Word]", typed: Sequence[str]) -> dict[str, dict[str, int]]:
    """Of the longest, which are those that people mistype."""
    long = [word for word in dict.fromkeys(typed) if len(word) >= SHORTEST]
    chosen = sorted(long, key=len, reverse=True)[:_MOST_MISTYPED]
    among = (
        _among_trigrams(viewer, chosen)
        if connection.vendor == "postgresql"
        else _of_such_lengths(words, chosen)
    )
    return {word: near_among(word, among[word]) for word in chosen}


def near_among(word: str, words: Iterable[str]) -> dict[str, int]:
    """How far they are: with one letter more, less, other or elsewhere; two where there are enough to recognise it
    by."""
    if len(word) < SHORTEST:
        return {}
    found = extract(word, sorted(words), scorer=OSA.distance, score_cutoff=_farthest(word), limit=_MOST_NEAR)
    return {other: distance for other, distance, _ in found if other != word}


def _farthest(word: str) -> int:
    return 1 if len(word) < 6 else 2


_ALIKE = """
SELECT typed.word, other.word FROM unnest(%s::text[]) AS typed (word) CROSS JOIN LATERAL (
    SELECT search_word.word FROM search_word
    WHERE commune_id = %s AND audience = ANY(%s) AND search_word.word %% typed.word
    ORDER BY similarity(search_word.word, typed.word) DESC, search_word.word LIMIT %s
) AS other"""


def _among_trigrams(viewer: Viewer, typed: Sequence[str]) -> dict[str, set[str]]:
    """By the index of trigrams, at least as much alike as the transaction says; none, where that takes too long."""
    found: dict[str, set[str]] = {word: set() for word in typed}
    if not found:
        return {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_LONGEST_LOOK])
            cursor.execute(_ALIKE, [list(typed), viewer.commune.id, audiences_of(viewer), _CANDIDATES])
            for word, other in cursor.fetchall():
                found[word].add(other)
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
    return found


def _of_such_lengths(words: "QuerySet[Word]", typed: Sequence[str]) -> dict[str, set[str]]:
    """SQLite has one commune or few: all its words, but for those that are too long or too short."""
    if not typed:
        return {}
    lengths = [len(word) for word in typed]
    rows = words.annotate(letters=Length("word")).filter(
        letters__gte=min(lengths) - DISTANCES[-1], letters__lte=max(lengths) + DISTANCES[-1]
    )
    every = set(rows.values_list("word", flat=True))
    return dict.fromkeys(typed, every)


# --- As it is offered -----------------------------------------------------------------------------------------------


def corrected(typed: str, meaning: Meaning, text: str) -> str:
    """What was typed, with its mistyped words as this text writes them."""
    written = list(runs(text))
    there = frozenset().union(*(run.stems for run in written))
    parts, at = [], 0
    for one, ways, begun, near in zip(sought(typed), *meaning, strict=True):
        if any(there.issuperset(way) for way in ways if near.isdisjoint(way)):
            continue
        if begun and any(run.is_wanted(Wanted(beginnings=(begun,))) for run in written):
            continue
        if other := next((run for run in written if run.is_wanted(Wanted(near))), None):
            parts += [typed[at : one.run.start], _as_offered(text, other.start, other.end)]
            at = one.run.end
    return "".join([*parts, typed[at:]])


def _as_offered(text: str, start: int, end: int) -> str:
    """A capital inside a sentence is a name's, and stays."""
    word, before = text[start:end], text[:start].rstrip(" \u00a0\u202f«(")[-1:]
    is_name = bool(before) and before not in "\n.!?:…" and not word.isupper()
    return word if is_name else word.lower()


# --- As the engines read it -----------------------------------------------------------------------------------------


def as_tsquery(meaning: Meaning) -> str:
    return _written(
        meaning,
        " & ",
        " | ",
        lambda word: "'" + word.replace("\\", "\\\\").replace("'", "''") + "'",
        ":*",
    )


def as_fts5(meaning: Meaning) -> str:
    return _written(meaning, " AND ", " OR ", lambda word: '"' + word.replace('"', '""') + '"', "*")


def _written(meaning: Meaning, every: str, some: str, quoted: Callable[[str], str], begins: str) -> str:
    ways = [
        [*(every.join(map(quoted, way)) for way in of_run), *([quoted(begun) + begins] if begun else [])]
        for of_run, begun in zip(meaning.runs, meaning.beginnings, strict=True)
    ]
    return every.join(f"({some.join(f'({way})' for way in of_run)})" for of_run in ways)
