"""Text of the outside web, decoded as browsers do: https://html.spec.whatwg.org/#determining-the-character-encoding."""

import contextlib
import re
from html.parser import HTMLParser

import webencodings

from civic.core.text import short_references

_LOOKED_AT = 1024  # bytes in which a page may name its encoding
_PIECE = 8 * 1024
_XML = re.compile(rb"^<\?xml[^>]*?\sencoding\s*=\s*[\"']\s*([\w-]+)")
_IN_CONTENT = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.IGNORECASE)


def decoded(body: bytes, charset: str = "") -> str:
    """`charset`: the server's word, or "". A mark at the beginning comes first, then that word, then the page's own.
    Bytes that are no text are replacement signs."""
    named = webencodings.lookup(charset) or _named_within(body[:_LOOKED_AT]) or _guessed(body)
    text: str = webencodings.decode(body, named, errors="replace")[0]
    return text


def feed(reader: HTMLParser, markup: str) -> None:
    """As far as the parser can read it, whoever wrote it. In pieces: on a page made to be slow, its work grows with the
    square of what it is given at once."""
    markup = short_references(markup)
    with contextlib.suppress(AssertionError):  # what it says of declarations that it does not know
        for start in range(0, len(markup), _PIECE):
            reader.feed(markup[start : start + _PIECE])


def _named_within(beginning: bytes) -> webencodings.Encoding | None:
    reader = _Metas()
    feed(reader, beginning.decode("latin-1"))
    xml = _XML.match(beginning)
    for label in [*reader.labels, xml[1].decode() if xml else ""]:
        if found := webencodings.lookup(label):
            # What could be read so far is not in two bytes a letter.
            return webencodings.UTF8 if found.name.startswith("utf-16") else found
    return None


def _guessed(body: bytes) -> webencodings.Encoding:
    """Of a page that says nothing: UTF-8 when most of what is no ASCII can be read so, else the western Windows."""
    letters = [letter for letter in body.decode("utf-8", "replace") if not letter.isascii()]
    return webencodings.lookup("windows-1252" if letters.count("\ufffd") * 2 > len(letters) else "utf-8")


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            return
        values = dict(attrs)
        if label := values.get("charset"):
            self.labels.append(label)
        elif (values.get("http-equiv") or "").lower() == "content-type":
            self.labels += _IN_CONTENT.findall(values.get("content") or "")[:1]
