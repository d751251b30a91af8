"""Finding a street without reading an address: keyed digests of the words of what people declared.

docs/decisions/0011-addresses.md says why.
"""

import re

from civic.core.encryption import blind_index
from civic.core.text import unaccented

DIGEST_LENGTH = 32
_LONGEST_ADDRESS = 500
# The town that follows a postal code is everyone's: up to the end of the line or the next comma.
_TOWN = re.compile(r"\b\d{5}\b[^\n,;]*")
_WORD = re.compile(r"[^\W_]+")
_WRITTEN_OUT = {
    "st": "saint", "ste": "sainte", "dr": "docteur", "gal": "general", "mal": "marechal", "pdt": "president",
    "prof": "professeur", "cdt": "commandant", "cne": "capitaine", "lt": "lieutenant",
}  # fmt: skip
# Words that hardly distinguish one address from another.
_COMMON = """
a au aux d de des du en es et l la le les lez ou sous sur chez mme mlle m mr madame monsieur france bp cedex cs
allee allees av ave avenue bd bld blvd boulevard ch che chemin cours esplanade faubourg fbg imp impasse montee passage
pl place promenade quai rond point route rte rue ruelle sentier sq square traverse voie
appartement appt apt bat batiment bis entree esc escalier etage lot numero porte quater ter
domaine hameau lieu lieudit dit lotissement quartier res residence villa
"""
_SMALL = frozenset(_COMMON.split())


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
