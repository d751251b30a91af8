"""Addresses: their parts, and finding a street without reading any: keyed digests of the words that people declared.

docs/decisions/0011-addresses.md and 0042-address-of-a-membership.md say why.
"""

import re
from typing import NamedTuple

from civic.core.encryption import blind_index
from civic.core.text import unaccented

DIGEST_LENGTH = 32
LONGEST_STREET = 120
_LONGEST_ADDRESS = 500
# The town that follows a postal code is everyone's: up to the end of the line or the next comma.
_TOWN = re.compile(r"\b\d{5}\b[^\n,;]*")
_WORD = re.compile(r"[^\W_]+")
_WRITTEN_OUT = {
    "st": "saint", "ste": "sainte", "dr": "docteur", "gal": "general", "mal": "marechal", "pdt": "president",
    "prof": "professeur", "cdt": "commandant", "cne": "capitaine", "lt": "lieutenant",
}  # fmt: skip
# « 12 bis, » before « rue du Barri »: browsers know it too, and ask for the street alone.
NUMBER = r"^\s*\d+\s*(?:(?:bis|ter|quater|[a-z])(?=[\s,]))?[\s,]+"
# A line that ends in a postal code and a town is cut there; of any other nothing is guessed.
_IN_PARTS = re.compile(
    r"(?P<street>.*\S)[\s,;–-]+(?P<postal_code>\d{5})\s+(?P<town>[^\W\d][^\d,;\n]*)", re.DOTALL
)
# Words that hardly distinguish one address from another.
_COMMON = """
a au aux d de des du en es et l la le les lez ou sous sur chez mme mlle m mr madame monsieur france bp cedex cs
allee allees av ave avenue bd bld blvd boulevard ch che chemin cours esplanade faubourg fbg imp impasse montee passage
pl place promenade quai rond point route rte rue ruelle sentier sq square traverse voie
appartement appt apt bat batiment bis entree esc escalier etage lot numero porte quater ter
domaine hameau lieu lieudit dit lotissement quartier res residence villa
"""
_SMALL = frozenset(_COMMON.split())
# « av. Foch » is « avenue Foch »: by its first word a street is not found, but it is told from its namesakes.
_KINDS = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "ch": "chemin", "che": "chemin", "fbg": "faubourg", "imp": "impasse", "pl": "place", "r": "rue",
    "res": "residence", "rte": "route", "sq": "square",
}  # fmt: skip
_SUFFIXES = ("", "bis", "ter", "quater")  # in the order in which they stand in a street
# « 12 bis », « 3-5 », « 7B », but not « 2e étage »; « 4 r du Lavoir » is in a « rue », where « 4R » is a house.
_HOME = re.compile(
    r"(\d{1,4})(?:\s*(?:[-–/&]|à|et)\s*\d{1,4})?\s*(bis|ter|quater|[a-df-qs-z]|(?<=\d)r)?(?=[\s,]|$)\s*",
    re.IGNORECASE,
)
# What may follow a street on its line: where in the house, « bât 2 », and where in France, « 29000 Quimper ».
_BEHIND = re.compile(
    r"(?<=\S)[\s(–-]+(?:(?:b[âa]t(?:iment)?|app(?:artemen)?t?|apt|esc(?:alier)?|[ée]tage)\b\.?\s*(?:n°\s*)?"
    r"(?:\d+|[a-z])(?![\w’'])|\d{1,2}(?:er|e|[èe]me)\s+[ée]tage\b|\d{5}\s+[^\W\d]).*",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """Of a home. `street`: its number too, as people write both."""

    street: str = ""
    postal_code: str = ""
    town: str = ""

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.street, f"{self.postal_code} {self.town}".strip()) if line]

    @property
    def one_line(self) -> str:
        return ", ".join(self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)


NO_ADDRESS = Address()


class Home(NamedTuple):
    number: int  # 0 for none
    suffix: str
    street: str  # as it was typed

    @property
    def place(self) -> tuple[int, int, str]:
        """Where it stands in its street."""
        letter = self.suffix not in _SUFFIXES
        return self.number, len(_SUFFIXES) if letter else _SUFFIXES.index(self.suffix), self.suffix


class StreetOrder(NamedTuple):
    """Streets are sorted as in their index, « Lavoir (rue du) »; written in whatever way, one street is the same."""

    short_key: str
    key: str


def parts_of(typed: str) -> Address:
    """Of an address on one line, as they were asked for once. What is not plainly in this order stays as it is."""
    found = _IN_PARTS.fullmatch(typed.strip())
    return (
        Address(found["street"].rstrip(" ,;"), found["postal_code"], found["town"])
        if found
        else Address(typed)
    )


def street_keys(name: str) -> tuple[str, str]:
    """What a street is found by: its name, and its name from the first word that distinguishes it."""
    return _keys(_WORD.findall(unaccented(name)))


def _keys(words: list[str]) -> tuple[str, str]:
    words = [_WRITTEN_OUT.get(word, word) for word in words]
    first = next((at for at, word in enumerate(words) if word not in _SMALL), 0)
    return " ".join(words), " ".join(words[first:])


def street_order(name: str) -> StreetOrder:
    first, *others = _WORD.findall(unaccented(name)) or [""]
    key, short_key = _keys([_KINDS.get(first, first), *others])
    return StreetOrder(short_key, key)


def home_of(address: str) -> Home:
    """Of an address as people write it: « Résidence des Pins, 12 bis, rue du Lavoir »."""
    lines = re.split(r"[\n,;]", address[:_LONGEST_ADDRESS])
    parts = [_BEHIND.sub("", part) for line in lines if (part := line.strip())]
    for at, part in enumerate(parts):
        if found := _HOME.match(part):
            beside = parts[at + 1 : at + 2] or parts[max(at - 1, 0) : at]
            if street := part[found.end() :] or "".join(beside):
                return Home(int(found[1]), (found[2] or "").lower(), street)
    return Home(0, "", parts[0] if parts else address.strip())


def street_digest(address: str, commune_id: int) -> str:
    """By which those of one street are found together; "" for no address. No street can be read in it."""
    if not address.strip():
        return ""
    return blind_index(f"street|{commune_id}|{street_order(home_of(address).street).key}")[:DIGEST_LENGTH]


def street_of(address: str) -> str:
    """Number and street, as they were typed: the first line, up to the postal code."""
    return re.split(r"[\n;]|\b\d{5}\b", address[:_LONGEST_ADDRESS].strip())[0].strip(" ,")


def address_digests(address: str, commune_id: int) -> list[str]:
    """Of the words that distinguish this address from others, the longest word first: as a rule the rarest."""
    text = unaccented(_TOWN.sub(" ", address[:_LONGEST_ADDRESS]).replace("\n", " "))
    words = {_WRITTEN_OUT.get(word, word) for word in _WORD.findall(text)}
    distinctive = {word for word in words - _SMALL if len(word) > 1 and not any(map(str.isdigit, word))}
    return [
        blind_index(f"address|{commune_id}|{word}")[:DIGEST_LENGTH]
        for word in sorted(distinctive, key=lambda word: (-len(word), word))
    ]
