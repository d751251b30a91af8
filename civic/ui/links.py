"""Addresses in what people type, as links: of the web, e-mail, French telephone numbers, and places with their postal
code, which lead to a map."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urlencode

import nh3
import phonenumbers
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt

# Of a host's last part, any word: new ones come every year, and what precedes them says already that it is an address.
_TLD = "[a-z\u00a1-\uffff]{2,24}"
_TRAILING = ".,;:!?…’'–—"
# Between spaces and between quotes of any language: no address holds them, though the library lets it.
_WORD = re.compile('[^\\s«»“”„‹›<>"‘\u200b]+')
_LONGEST = 1000  # of a word: the library's work grows with its square
_SIGNS = ("://", "www.", "@")
_SPACE = r"[^\S\n]"
# Two by two as nearly all are written, by one sign throughout, which dates are not (« 01.02.2026 10 h »); three
# by three after « 0800 » or « 0692 ».
_PAIRS = rf"(?:(?:{_SPACE}?\d\d){{4}}|(?:\.\d\d){{4}}|(?:-\d\d){{4}})"
_NUMBER = re.compile(
    rf"(?<![\w/.+-])(?:(?:(?:\+|00{_SPACE}?)\d{{2,3}}{_SPACE}?(?:\(0\))?{_SPACE}?[1-9]|0[1-9]){_PAIRS}"
    rf"|0{_SPACE}8\d\d(?:{_SPACE}?\d\d){{3}}|0{_SPACE}?[1-9]\d\d(?:{_SPACE}?\d{{3}}){{2}})"
    rf"(?!\w|{_SPACE}?[.-]?\d{{2}}(?!\d))"
)
_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")  # that share the numbers which begin with one nought
_MOST_NUMBERS = 100
_MAP = "https://www.openstreetmap.org/search"
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
# « 12 bis, rue de la Mairie, 06360 Èze »: without its code and commune, a street is in a thousand places.
_POSTAL = re.compile(
    rf"(?<![\w/])(?:\d{{1,4}}(?:{_SPACE}?(?:bis|ter|quater|[A-D]))?,?{_SPACE}+)?"
    r"(?i:all[ée]e|avenue|av\.|boulevard|bd|chemin|cit[ée]|cours|esplanade|faubourg|hameau|impasse|lieu-dit|lotissement"
    r"|mont[ée]e|parvis|passage|place|promenade|quai|r[ée]sidence|route|rue|ruelle|sentier|square|traverse|voie)"
    rf"(?:{_SPACE}+[^\s,;:!?()<>]{{1,40}}){{1,8}}?[\s,–-]{{1,4}}\d{{5}}{_SPACE}+"
    rf"(?:(?:L[ea]s?|Saint|Sainte|St|Ste){_SPACE}+)?{_CAPITAL}[\w’'-]{{1,40}}"
    rf"(?:{_SPACE}+(?:(?:de|du|des|en|la|le|les|sur|sous|lès){_SPACE}+){{1,3}}{_CAPITAL}[\w’'-]{{1,40}}){{0,2}}"
    rf"(?:{_SPACE}+(?i:cedex)(?:{_SPACE}+\d{{1,2}})?)?"
)


@dataclass(frozen=True, slots=True)
class Link:
    start: int
    end: int
    href: str


def _finder() -> LinkifyIt:
    """« fin.La suite » is no address: without `https://`, `www.` or an at sign nothing is."""
    finder = LinkifyIt(options={"fuzzy_link": False})
    finder.tlds(_TLD)
    finder.add("ftp:", None).add("//", None)

    def after_www(self: LinkifyIt, text: str, at: int) -> int:
        length = finder.test_schema_at(f"https://www.{text[at:]}", "https:", len("https:"))
        return max(0, length - len("//www."))

    return finder.add("www.", {"validate": after_www})


_FINDER = _finder()


def links_in(text: str) -> list[Link]:
    """In their order; none within another."""
    found = list(_addresses(text))
    for pattern, hrefs in ((_NUMBER, _dialled), (_POSTAL, _mapped)):
        for match in islice(pattern.finditer(text), _MOST_NUMBERS):
            if all(match.end() <= link.start or link.end <= match.start() for link in found):
                found += [Link(match.start(), match.end(), href) for href in hrefs(match[0])]
    return sorted(found, key=lambda link: link.start)


def map_of(place: str) -> str:
    """Where a place is looked for on a map, by who follows the link: nothing is loaded from there."""
    return f"{_MAP}?{urlencode({'query': ' '.join(place.split())})}"


def linked(text: str) -> SafeString:
    """Typed text for a template: escaped, its addresses as links."""
    parts: list[str] = []
    at = 0
    for link in links_in(text):
        parts.append(escape(text[at : link.start]))
        parts.append(
            f'<a href="{escape(link.href)}" rel="noopener nofollow ugc">{escape(text[link.start : link.end])}</a>'
        )
        at = link.end
    return mark_safe("".join([*parts, escape(text[at:])]))


def href_of(text: str) -> str:
    """Where a text leads that is nothing but an address; "" for another."""
    found = links_in(text)
    return found[0].href if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else ""


def _addresses(text: str) -> Iterator[Link]:
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return  # most texts
    for word in _WORD.finditer(text):
        if len(word[0]) > _LONGEST or not any(sign in word[0].lower() for sign in _SIGNS):
            continue
        for match in _FINDER.match(word[0]) or []:
            address = match.raw.rstrip(_TRAILING)
            scheme = {"": "mailto:", "www.": "https://", "mailto:": "mailto:"}.get(match.schema, "")
            # A name before the host makes an address read as another: « https://eze.fr@ailleurs.example ».
            if scheme == "mailto:" or "@" not in re.split("[/?#]", address)[2 if "://" in address else 0]:
                start, href = word.start() + match.index, scheme + address.removeprefix("mailto:")
                if _leads_somewhere(href):
                    yield Link(start, start + len(address), href)


@lru_cache(maxsize=1000)
def _leads_somewhere(href: str) -> bool:
    """Browsers read it as an address, hence the sanitiser of rich text keeps it: « www.eze.fr.12 » is none."""
    return "href=" in nh3.clean(f'<a href="{escape(href)}">', tags={"a"}, attributes={"a": {"href"}})


def _mapped(typed: str) -> Iterator[str]:
    yield map_of(typed)


def _dialled(typed: str) -> Iterator[str]:
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:  # « +99 9 12 34 56 78 » is of no country
            continue
        if phonenumbers.is_valid_number(number):
            yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
            return
