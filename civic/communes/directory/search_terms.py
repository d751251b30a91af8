"""What a commune is found by: each beginning of these terms brings it up in the completion."""

import re

from civic.communes.directory.names import without_article
from civic.core.text import unaccented

LONGEST_TERM = 60
_SHORTENED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# Small words inside names: nobody looks for "Villiers-sur-Marne" by typing "sur marne".
_SMALL = frozenset(
    {
        *("a", "au", "aux", "d", "de", "des", "du", "en", "es", "et"),
        *("l", "la", "las", "le", "les", "lez", "los", "ou", "sous", "sur"),
    }
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_INPUT = 200


def normalised(text: str) -> str:
    """ "l aigle", "saint ouen": letters and digits only, lower case, no accents, "st" spelled out."""
    plain = _NOT_A_WORD.sub(" ", unaccented(text[:_LONGEST_INPUT]))
    return " ".join(_SHORTENED.get(word, word) for word in plain.split())[:LONGEST_TERM].strip()


def _name_terms(name: str, article: int) -> set[str]:
    words = normalised(name).split()
    beginnings = {" ".join(words), normalised(without_article(name, article))}
    beginnings.update(" ".join(words[i:]) for i in range(1, len(words)) if words[i] not in _SMALL)
    return {term for term in beginnings if term}


def terms_of(
    *, name: str, article: int, code: str, postal_codes: list[str], former_names: list[str]
) -> frozenset[str]:
    """All the terms of one commune: its name from each of its words, its codes, the names it used to have."""
    terms = _name_terms(name, article)
    for former in former_names:
        terms |= {normalised(former)}
    return frozenset(terms | {code.lower(), *postal_codes} - {""})


def split_query(text: str) -> tuple[str, str]:
    """What was typed, as (words, code): ("eze", "06") for "Èze (06)", ("", "06360"), ("saint ouen", "")."""
    words = normalised(text).split()
    if len(words) > 1:
        code = next((w for w in words if _is_code(w)), "")
        return " ".join(w for w in words if w != code and not _is_code(w)), code
    return " ".join(words), ""


def _is_code(word: str) -> bool:
    return bool(re.fullmatch(r"\d{2,5}|2[ab]\d{0,3}", word))
