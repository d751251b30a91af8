"""Addresses in what people type, as links: of the web, e-mail, French telephone numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

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
_NUMBER = re.compile(
    r"(?<![\w/.+-])(?:(?:\+|00)\d{2,3}[^\S\n]?(?:\(0\))?[^\S\n]?[1-9]|0[1-9])(?:[^\S\n]?[.-]?\d{2}){4}"
    r"(?!\w|[^\S\n]?[.-]?\d{2}(?!\d))"
)
_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")  # that share the numbers which begin with one nought
_MOST_NUMBERS = 100


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
    for number in islice(_NUMBER.finditer(text), _MOST_NUMBERS):
        if all(number.end() <= link.start or link.end <= number.start() for link in found):
            found += [Link(number.start(), number.end(), href) for href in _dialled(number[0])]
    return sorted(found, key=lambda link: link.start)


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
    for word in _WORD.finditer(text):
        if len(word[0]) > _LONGEST or not any(sign in word[0].lower() for sign in _SIGNS):
            continue
        for match in _FINDER.match(word[0]) or []:
            address = match.raw.rstrip(_TRAILING)
            scheme = {"": "mailto:", "www.": "https://", "mailto:": "mailto:"}.get(match.schema, "")
            # A name before the host makes an address read as another: « https://eze.fr@ailleurs.example ».
            if scheme == "mailto:" or "@" not in re.split("[/?#]", address)[2 if "://" in address else 0]:
                start = word.start() + match.index
                yield Link(start, start + len(address), scheme + address.removeprefix("mailto:"))


def _dialled(typed: str) -> Iterator[str]:
    for region in _REGIONS:
        number = phonenumbers.parse(typed, region)
        if phonenumbers.is_valid_number(number):
            yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
            return
