"""Text that people type: cleaned of what no keyboard means, compared without accents, made into addresses. Nouns that
sentences are made with."""

import html
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal

import idna
from django.utils.text import slugify as django_slugify

# Control characters but tab and line feed; bidirectional overrides and isolates that make a line read as another;
# zero-width characters but the joiner that emoji need; what Unicode keeps free for ever, and XML refuses.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)

_BREAKING_SPACES = re.compile("[^\\S\u00a0\u202f]+")
_BEFORE_SIGN = re.compile(r"(?<=\S) (?![:;]\))([!?;:»])(?![^\s!?.»)<&])")  # no « :) »
_QUOTED = re.compile(r"«\x20(?=\S)")
_HOLDS = {"!": "\u202f", "?": "\u202f", ";": "\u202f", ":": "\u00a0", "»": "\u00a0"}
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")  # U+2028 ends a line for some who read what we send
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")  # letters and signs that are drawn as nothing

# The parts of a name that capitals begin. None begins « d’ » and « de » before another word, « ’t », what follows the
# « c’ » of Brittany or the sign within words of Ukraine. « de la Tour » is as its owner wants it, « LE GOFF » is not.
_NAME_PARTS = re.compile("([- ‐‑.’])")
_SPACED_HYPHEN = re.compile(r"(?<=[^\s‐‑-])\x20*([-‐‑])\x20*(?=[^\s‐‑-])")
_PARTICLES = frozenset({"de", "du", "des", "von", "der", "den", "y"})
_SMALL_WHERE_TYPED_SO = frozenset(
    "af al av ben bin da das del della di do dos e el et ibn ten ter van zu".split()  # noqa: SIM905
)
_ARTICLES = frozenset({"la", "le", "les"})
_SCOTTISH = re.compile("mc[a-z]{2,}")

_BETWEEN_WORDS = re.compile("[-'.`]")
# « ø » and « ł », which Unicode does not take apart, say in their names which letter they are.
_LETTER_WITH = re.compile("LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .+)?$")
_TYPED_AS = (
    {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ĸ": "k", "ƿ": "w"}
    | dict.fromkeys("’‘‛ʼʻʹʾʿ′´ꞌ＇", " ")
    | dict.fromkeys("·‧•∙・", "")  # as in « gal·la »
)
# Letters of one alphabet by those of another that are drawn the same; capitals are not always drawn as the small ones.
_DRAWN_AS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԌаеѕіјорсухѵԁԛԝвкмнтьгпΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορτυχωϲ",
    "ABESIJKMHOPCTYXGaesijopcyxvdqwbkmhtbrnABEZHIKMNOPTYXayikvoptuxwc",
)

# « [rue] »: of a text that is ready, what is left to fill in.
_BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]")

# `&#0…065;`: no character has a number of more than seven figures, and Python reads none of more than 4,300.
_FIGURE_REFERENCE = re.compile("&#0*([0-9]+)(;?)")

# What stands upon a letter, also once it is taken apart (U+0F73, U+FF9E).
_MARKS = "".join(
    letter
    for letter in map(chr, range(0x300, 0x1F000))
    if unicodedata.combining(unicodedata.normalize("NFKD", letter)[0])
)
_MOST_MARKS = 30  # upon a letter
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")
_PERHAPS_TOO_MANY = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1}}}")  # found in a tenth of the time


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], value: str) -> str:
    """As unicodedata.normalize, with few accents upon a letter, as in Unicode's stream-safe texts (UAX #15):
    it sorts them in a time that grows with their square, and holds the whole process meanwhile."""
    if value.isascii():
        return value
    if _PERHAPS_TOO_MANY.search(value):
        value = _TOO_MANY_MARKS.sub(r"\1", value)
    return unicodedata.normalize(form, value)


def is_digits(value: str) -> bool:
    """Of 0 to 9 alone: Unicode counts « ² » among the digits, and no number can be made of it."""
    return value.isascii() and value.isdigit()


def whole_number(value: str, *, figures: int) -> int | None:
    """What a form, an address or a page sent as a number of at most so many figures; None for anything else."""
    return int(value) if is_digits(value) and len(value) <= figures else None


def unescaped(markup: str) -> str:
    """`&eacute;` and `&#233;` as the letter that they stand for."""
    return html.unescape(short_references(markup))


def short_references(markup: str) -> str:
    """The same characters, each by a number that can be read: the parsers of Python fail on others."""
    return _FIGURE_REFERENCE.sub(_short_reference, markup)


def _short_reference(reference: re.Match[str]) -> str:
    return f"&#{reference[1]}{reference[2]}" if len(reference[1]) < 8 else "\N{REPLACEMENT CHARACTER}"


def clean_text(value: str) -> str:
    """Normalised (NFC), line ends as \\n, without control and direction-changing characters, trimmed. "" when the eye
    would see nothing of it."""
    value = without_unwanted(value).strip()
    return "" if is_blank(value) else value


def without_unwanted(value: str) -> str:
    """As clean_text, with the spaces at both ends: for a part of a text. Doing it again changes nothing."""
    return normalize("NFC", _UNWANTED.sub("", _LINE_END.sub("\n", value)))


def clean_line(value: str) -> str:
    """As clean_text, on one line, inner spaces folded."""
    return " ".join(clean_text(value).split())


def on_one_line(value: str) -> str:
    """A text that was cleaned when it was typed, to be shown as one line: what must not break stays together."""
    return _BREAKING_SPACES.sub(" ", value).strip()


def shortened(value: str, length: int) -> str:
    """The beginning, cut at a space, and « … » after it where it was longer: one sign more at most."""
    if len(value) <= length:
        return value
    beginning = value[:length].rsplit(None, 1) or [""]
    return beginning[0].rstrip(" \u00a0,;:.·«") + "…"


def held_together(value: str) -> str:
    """A space that was typed before « ! », « ? », « ; », « : » or inside quotes no longer ends a line."""
    return _QUOTED.sub("«\u00a0", _BEFORE_SIGN.sub(lambda sign: _HOLDS[sign[1]] + sign[1], value))


def in_a_row(value: str) -> str:
    """The lines of such a text on one, apart: « Au menu : soupe · tarte »."""
    lines = [line for part in value.split("\n") if (line := on_one_line(part))]
    return "".join(line + (" " if line[-1] in ".!?…:;," else " · ") for line in lines[:-1]) + "".join(
        lines[-1:]
    )


def blanks_left(text: str) -> list[str]:
    """What is still to be filled in, each once, in its order."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def is_blank(value: str) -> bool:
    """Nothing that the eye sees: spaces, joiners, fillers that Unicode counts as letters, accents on nothing."""
    return not any(unicodedata.category(c)[0] in "LNPS" and c not in _UNSEEN for c in value)


def unaccented(value: str) -> str:
    """For comparing, searching and sorting: lower case, each letter as people type it who lack it on their keyboard,
    hyphens and apostrophes as spaces. Doing it again changes nothing."""
    if not value.isascii():
        value = normalize("NFKD", normalize("NFKD", value).casefold())
        value = "".join(map(_typed_as, value))
    return " ".join(_BETWEEN_WORDS.sub(" ", value.lower()).split())


@lru_cache(maxsize=4096)
def _typed_as(letter: str) -> str:
    """Of a letter without its accents: « o » for « ø », « th » for « þ », nothing for what only joins or divides."""
    if letter.isascii():
        return letter
    if letter in _TYPED_AS:
        return _TYPED_AS[letter]
    category = unicodedata.category(letter)
    if category == "Pd":
        return " "
    if unicodedata.combining(letter) or category == "Cf":  # accents, soft hyphens, joiners
        return ""
    struck = _LETTER_WITH.match(unicodedata.name(letter, ""))
    return struck[1].lower() if struck else letter


@lru_cache(maxsize=10_000)  # a list of names is read page after page
def skeleton(value: str) -> str:
    """The same for all that the eye takes for one another in a list of names: « Marie » and « Маrіе »."""
    drawn = unaccented(normalize("NFKC", value).translate(_DRAWN_AS))
    return drawn.replace("rn", "m").replace("vv", "w").replace("i", "l")  # a capital i is drawn as l


def name_typed(name: str) -> str:
    """A person's name as people write it, whatever the keys: « Jean-Pierre », « Le Goff », « d’Orves », « ’t Hart ».

    A part that mixes capitals and small letters is as its owner wants it: « MacMahon », « De Gaulle »."""
    name = normalize("NFC", name.replace("'", "’").replace("‘", "’"))
    name = _SPACED_HYPHEN.sub(r"\1", name)  # « DUPONT - MARTIN », as registers have it
    parts = _NAME_PARTS.split(name)
    mixed = any(map(str.isupper, name)) and any(map(str.islower, name))
    written = [
        _part_written(part, "".join(parts[:n]).lower(), "".join(parts[n + 1 :]), mixed)
        for n, part in enumerate(parts)
    ]
    return normalize("NFC", "".join(written))


def _part_written(part: str, before: str, after: str, mixed: bool) -> str:
    """`before` and `after`: the rest of the name; `mixed`: it has capitals and small letters."""
    small = part.lower().replace("i\u0307", "i")  # of « İ »
    if not (part.isupper() or part.islower() or (part[:1].islower() and part[1:].isupper())):
        return part
    if part == "D" and after[1:2].isalpha() and after[2:3].islower():  # « D’Almeida »
        return part
    if _is_small(small, before, after) or (mixed and part.islower() and _is_left_small(small, before, after)):
        return small
    if _SCOTTISH.fullmatch(small):
        return f"Mc{small[2:].title()}"
    return part[:1].title() + small[len(part[:1].lower().replace("i\u0307", "i")) :]


def _is_small(part: str, before: str, after: str) -> bool:
    """Of names of which nothing says how their owner wants them."""
    if part == "d":
        return before[-1:] in {"", " ", "-"} and after[:1] == "’"
    if before.endswith("’"):
        is_article = part == "t" and before[-2:-1] in {"", " "} and bool(after.strip())
        return (
            is_article or (part[:1] == "h" and before[-2:-1] == "c") or "\u0400" <= before[-2:-1] <= "\u04ff"
        )
    return part in _PARTICLES and (_is_before_a_word(before, after) or before[-1:] == after[:1] == "-")


def _is_left_small(part: str, before: str, after: str) -> bool:
    known = part in _SMALL_WHERE_TYPED_SO or (part in _ARTICLES and before.endswith("de "))
    return known and _is_before_a_word(before, after)


def _is_before_a_word(before: str, after: str) -> bool:
    return before[-1:] in {"", " "} and after[:1] == " " and bool(after.strip())


def mixes_alphabets(word: str) -> bool:
    """Latin, Greek and Cyrillic letters in one word: nobody is called so, and many of them look alike."""
    return len({unicodedata.name(c, "").split(" ")[0] for c in word} & {"LATIN", "GREEK", "CYRILLIC"}) > 1


def mailbox(address: str) -> str:
    """An e-mail address in the one form that it is kept and looked for in: small letters, the domain in ASCII."""
    local, at, domain = normalize("NFC", address.strip().lower()).rpartition("@")
    with suppress(idna.IDNAError):  # no domain: whoever asked for an address says so
        domain = idna.encode(domain, uts46=True).decode()
    return f"{local}{at}{domain}"


def has_mailbox(address: str) -> bool:
    """Not under `.invalid` (RFC 2606), where accounts stand that have no address."""
    return not address.endswith(".invalid")


def slug(value: str) -> str:
    return django_slugify(unaccented(value))


# What begins with a vowel that one does not hear as such; and an h that is not heard at all, as in words from Latin and
# in the given names of France: what came from the North or from Arabic keeps its own (« de Hamid », « le hameau »).
_NOT_ELIDED = re.compile(r"onz|oui\b|y[aeou]")
_MUTE_H = re.compile(
    "h(?:ab[ei]|aleine|armon|eb(?:dom|erg)|ect|el[eio]|enr|er(?:b|it|mi|v)|esit|eur|ier|ila|ippo|ist|iver|om|on[eno]"
    "|opit|or[aiot]|ospi|ote|ubert|ug[ou]|ui(?:le|ss|tr)|um[aei]|y[acdgmp])"
)


def enumerated(names: Sequence[str]) -> str:
    """« Anne, Bruno et Carla »."""
    return " et ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def elided(word: str, following: str) -> str:
    """« d’Andrée », « qu’Hélène », « l’événement », « de Bruno »: a short word before a name, a thing or a month. For
    communes see `communes.directory.names`."""
    return f"{word[:-1]}’{following}" if _is_elided_before(following) else f"{word} {following}"


def _is_elided_before(following: str) -> bool:
    sound = unaccented(following)
    return bool(_MUTE_H.match(sound) or (sound[:1] in set("aeiouy") and not _NOT_ELIDED.match(sound)))


@dataclass(frozen=True, slots=True)
class Noun:
    """What something is called in French: « publication », feminine."""

    singular: str
    plural: str = ""
    feminine: bool = False

    @property
    def this(self) -> str:
        """« cette publication », « ce sondage », « cet événement »"""
        if self.feminine:
            return f"cette {self.singular}"
        return f"{'cet' if _is_elided_before(self.singular) else 'ce'} {self.singular}"

    @property
    def the(self) -> str:
        """« la publication », « le sondage », « l’événement »"""
        return elided("la" if self.feminine else "le", self.singular)

    @property
    def one(self) -> str:
        """« une publication », « un sondage »"""
        return f"un{self.e} {self.singular}"

    @property
    def one_of_yours(self) -> str:
        """« une de vos publications », « un de vos sondages »"""
        return f"un{self.e} de vos {self.plural}"

    @property
    def to_the(self) -> str:
        """« à la publication », « au sondage », « à l’événement »"""
        if _is_elided_before(self.singular):
            return f"à {elided('la', self.singular)}"
        return f"{'à la' if self.feminine else 'au'} {self.singular}"

    @property
    def e(self) -> str:
        """What a participle takes: « supprimé », « supprimée »."""
        return "e" if self.feminine else ""


def mark_of(text: str) -> str:
    """Distinguishes one text from another: which one an editor started from."""
    return sha256(text.encode()).hexdigest()[:16]
