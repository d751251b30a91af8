"""Words of French texts, as they are compared: folded, in one form whatever their number or gender, also where people
write two as one. The same on both engines: they are given words that are ready, and change nothing about them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from civic.core.text import in_a_row, unaccented

LONGEST = 40  # letters of a word; what is longer is no word
_EXCERPT = 220
# Runs that a process keeps as they were read: of a text without spaces there is no end.
_MOST_KEPT = 65_536
_KEPT = 2 * LONGEST  # letters

_LETTER = r"(?:[^\W_][\u0300-\u036f]*)"
# « L’Aigle », « aujourd’hui », « Saint-Étienne », « S.N.C.F. »: one run, whose parts are words too.
_RUN = re.compile(rf"{_LETTER}+(?:[-'’‘ʼ´`′‐‑·.]{_LETTER}+)*")

_ELIDED = frozenset(("c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"))
# Left out of what is sought, unless there is nothing else: texts that are found need not hold them.
_SMALL = _ELIDED | {
    "a", "au", "aux", "avec", "ce", "ces", "cet", "cette", "dans", "de", "des", "du", "elle", "elles", "en", "est",
    "et", "il", "ils", "je", "la", "le", "les", "leur", "leurs", "lui", "ma", "mais", "mes", "mon", "ne", "nos",
    "notre", "nous", "on", "ou", "par", "pas", "pour", "que", "qui", "sa", "se", "ses", "son", "sur", "ta", "te",
    "tes", "ton", "tu", "un", "une", "vos", "votre", "vous", "y",
}  # fmt: skip
_SHORT_FOR = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "bd": "boulevard",
    "av": "avenue",
    "pl": "place",
}
# Plurals that no rule gives.
_SINGULAR = {
    "aieux": "aieul", "baux": "bail", "cieux": "ciel", "coraux": "corail", "emaux": "email", "mesdames": "madame",
    "messieurs": "monsieur", "soupiraux": "soupirail", "travaux": "travail", "vantaux": "vantail",
    "vitraux": "vitrail", "yeux": "oeil",
}  # fmt: skip

_stemmer = snowballstemmer.stemmer("french")


class Wanted(NamedTuple):
    """What a text is found by: words in whatever number or gender, and how words begin."""

    stems: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()


class Run(NamedTuple):
    """What stands between two spaces, at most: where, its words, and they as one."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        return as_one(self.parts)

    @property
    def meant(self) -> tuple[str, ...]:
        """Without the small ones; all of them where there is nothing else."""
        return tuple(part for part in self.parts if part not in _SMALL) or self.parts

    @property
    def stems(self) -> frozenset[str]:
        return _stems(self.parts)

    @property
    def is_small(self) -> bool:
        return _SMALL.issuperset(self.parts)

    def is_wanted(self, wanted: Wanted) -> bool:
        if self.is_small:
            return False
        return not wanted.stems.isdisjoint(self.stems) or any(
            word.startswith(wanted.beginnings) for word in (*self.parts, self.joined)
        )


def as_one(parts: Sequence[str]) -> str:
    """As people may write them; "" where it is longer than any word."""
    joined = "".join(parts)
    return joined if len(joined) <= LONGEST else ""


def runs(text: str) -> Iterator[Run]:
    for match in _RUN.finditer(text):
        if parts := _parts(match[0]):
            yield Run(match.start(), match.end(), parts)


def _parts(run: str) -> tuple[str, ...]:
    return (_kept_parts if len(run) <= _KEPT else _read_parts)(run)


def _read_parts(run: str) -> tuple[str, ...]:
    found = [word for word in unaccented(run).split() if len(word) <= LONGEST]
    return tuple(_SHORT_FOR.get(word, word) for word in found)


def _stems(parts: tuple[str, ...]) -> frozenset[str]:
    return (_kept_stems if sum(map(len, parts)) <= _KEPT else _read_stems)(parts)


def _read_stems(parts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem_of(word) for word in (*parts, as_one(parts)) if word)


_kept_parts = lru_cache(maxsize=_MOST_KEPT)(_read_parts)
_kept_stems = lru_cache(maxsize=_MOST_KEPT)(_read_stems)


@lru_cache(maxsize=_MOST_KEPT)
def stem_of(word: str) -> str:
    stem: str = _stemmer.stemWord(_SINGULAR.get(word, word))
    return stem


def stems_of(text: str) -> list[str]:
    """Each once."""
    return list({stem: None for run in runs(text) for stem in sorted(run.stems)})


def entries_of(text: str) -> list[str]:
    """What the index holds of it, each once: its stems, and its words as they are written, whose beginning may be
    sought."""
    return list(
        {entry: None for run in runs(text) for entry in sorted({*run.stems, *run.parts, run.joined}) if entry}
    )


def words_of(text: str) -> set[str]:
    """Those of letters, folded: what is typed is compared with them."""
    found = {word for run in runs(text) for word in (*run.parts, run.joined)}
    return {word for word in found if word.isalpha()}


def halves(word: str) -> Iterator[tuple[str, ...]]:
    """Two words that may have been written as one; of an article and a word, the word."""
    for place in range(1, len(word)):
        first, second = word[:place], word[place:]
        if first in _ELIDED and len(second) > 2:
            yield (second,)
        elif len(first) > 2 and len(second) > 2:
            yield (first, second)


# --- As it is shown -------------------------------------------------------------------------------------------------


def marked(text: str, wanted: Wanted) -> SafeString:
    """With its words that were sought in <mark>."""
    parts, at = [], 0
    for run in runs(text):
        if run.is_wanted(wanted):
            parts.append(format_html("{}<mark>{}</mark>", text[at : run.start], text[run.start : run.end]))
            at = run.end
    return mark_safe("".join([*parts, escape(text[at:])]))


def excerpt(text: str, wanted: Wanted) -> SafeString:
    """What stands around the first word that was sought, or the beginning."""
    text = in_a_row(text)
    first = next((run.start for run in runs(text) if run.is_wanted(wanted)), 0)
    begin = 0 if first < _EXCERPT // 2 else text.rfind(" ", 0, first - _EXCERPT // 3) + 1
    end = len(text)
    if end - begin > _EXCERPT:
        end = text.rfind(" ", begin + 1, begin + _EXCERPT)
        end = begin + _EXCERPT if end < 0 else end
    piece = marked(text[begin:end], wanted)
    return format_html("{}{}{}", "… " if begin else "", piece, " …" if end < len(text) else "")
