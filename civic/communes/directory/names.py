"""French names of places: the article that a name carries and how it bends after "de" and "à".

INSEE gives each name a TNCC code (type of name in plain text): whether it has an article and which one.
"""

from enum import IntEnum

from civic.core.text import slug, unaccented

APOSTROPHE = "’"


class Article(IntEnum):
    """INSEE's TNCC codes."""

    CONSONANT = 0
    VOWEL = 1
    LE = 2
    LA = 3
    LES = 4
    L = 5
    AUX = 6
    LAS = 7
    LOS = 8


_PREFIXES = {
    Article.LE: "Le ",
    Article.LA: "La ",
    Article.LES: "Les ",
    Article.L: f"L{APOSTROPHE}",
    Article.AUX: "Aux ",
    Article.LAS: "Las ",
    Article.LOS: "Los ",
}
# Names without a TNCC code (overseas collectivities): a leading H is aspirated there (Huahine, Hienghène).
_VOWELS = "aeiou"


def typographic(text: str) -> str:
    """One line of text with French apostrophes and single spaces."""
    return " ".join(text.replace("'", APOSTROPHE).split())


def guessed_article(name: str) -> Article:
    """The article of a name that INSEE gives no code to."""
    for article, prefix in _PREFIXES.items():
        if article != Article.AUX and typographic(name).startswith(prefix):
            return article
    return Article.VOWEL if unaccented(name)[:1] in _VOWELS else Article.CONSONANT


def without_article(name: str, article: int) -> str:
    """ "Havre" for "Le Havre"."""
    return name.removeprefix(_PREFIXES.get(Article(article), ""))


def district_name(number: int) -> str:
    """ "1er", "15e"; nothing for 0: no district."""
    return f"{number}{'er' if number == 1 else 'e'}" if number else ""


def of_name(name: str, article: int) -> str:
    """ "du Havre", "de L’Aigle", "d’Èze", "des Abymes": what follows "le maire"."""
    match Article(article):
        case Article.LE:
            return f"du {without_article(name, article)}"
        case Article.LES | Article.AUX:
            return f"des {without_article(name, article)}"
        case Article.VOWEL:
            return f"d{APOSTROPHE}{name}"
        case _:
            return f"de {name}"


def at_name(name: str, article: int) -> str:
    """ "au Havre", "à L’Aigle", "à Èze", "aux Abymes": what follows "habiter"."""
    match Article(article):
        case Article.LE:
            return f"au {without_article(name, article)}"
        case Article.LES | Article.AUX:
            return f"aux {without_article(name, article)}"
        case _:
            return f"à {name}"


def slug_of(name: str, department_code: str) -> str:
    """ "l-aigle-61", "eze-06": the address of a commune, before two that share it are distinguished."""
    return f"{slug(name)}-{department_code.lower()}"
