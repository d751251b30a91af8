"""What a commune is found by: each beginning of these terms brings it up in the completion."""

import re
from dataclasses import dataclass

from civic.communes.directory.names import without_article
from civic.core.text import is_digits, unaccented

LONGEST_TERM = 60
# Before the name of a mayor: no text that is typed becomes a term with this sign, so that whoever looks for a commune
# finds none by its mayor, unless asked for mayors.
MAYOR = "@"
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
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_ELIDED = re.compile("l[aeiouyh]")
# The three towns whose inhabitants name their district: its number ends the postal code.
_WITH_DISTRICTS = frozenset({"75056", "69123", "13055"})
_POSTAL_CODES = {"paris": ("750", 20), "lyon": ("690", 9), "marseille": ("130", 16)}
_DISTRICT = re.compile(r"(?P<city>paris|lyon|marseille) (?P<number>\d{1,2})(?:er|e|eme|ieme)?(?: arr\w*)?")


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


def mayor_terms(first_name: str, last_name: str) -> frozenset[str]:
    """« @stephane martin dupont », « @martin dupont stephane », « @dupont stephane »: as people begin to type it."""
    first, last = normalised(first_name), normalised(last_name).split()
    orders = [(first, *last)]
    orders += [(*last[i:], first) for i in range(len(last)) if i == 0 or last[i] not in _SMALL]
    return frozenset(f"{MAYOR}{' '.join(words).strip()}"[:LONGEST_TERM] for words in orders) - {MAYOR}


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: « Èze (06) » as words and a code, « Paris 15e » with the code of that district."""

    words: str
    code: str = ""


def split_query(text: str) -> Query:
    words = normalised(_CEDEX.sub(" ", text[:_LONGEST_INPUT])).split()
    plain = " ".join(words)
    if (typed := _DISTRICT.fullmatch(plain)) and (code := _postal_code(typed["city"], int(typed["number"]))):
        return Query(typed["city"], code)
    if len(words) > 1:
        code = next((w for w in words if _is_code(w)), "")
        return Query(" ".join(w for w in words if w != code and not _is_code(w)), code)
    return Query("", plain) if is_digits(plain[:1]) else Query(plain)


def spellings(words: str) -> list[str]:
    """« laigle » is typed for « l’aigle »."""
    return [words, f"l {words[1:]}"] if _ELIDED.match(words) else [words]


def district_of(commune_code: str, postal_code: str) -> int:
    """15 for 75015 in Paris; 0 elsewhere."""
    return int(postal_code[-2:]) if has_districts(commune_code) and len(postal_code) == 5 else 0


def commune_of_district(code: str) -> str:
    """75056 for 75115: official files give districts a code of their own, which is no commune's."""
    for commune, first, last in (
        ("75056", "75101", "75120"),
        ("69123", "69381", "69389"),
        ("13055", "13201", "13216"),
    ):
        if first <= code <= last:
            return commune
    return code


def has_districts(commune_code: str) -> bool:
    return commune_code in _WITH_DISTRICTS


def _postal_code(city: str, number: int) -> str:
    beginning, most = _POSTAL_CODES[city]
    return f"{beginning}{number:02d}" if 1 <= number <= most else ""


def _is_code(word: str) -> bool:
    return bool(re.fullmatch(r"\d{2,5}|2[ab]\d{0,3}", word))
