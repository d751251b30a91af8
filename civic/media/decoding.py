"""Text of the outside web, decoded as browsers do: https://html.spec.whatwg.org/#determining-the-character-encoding."""

import re
from html.parser import HTMLParser

import webencodings

_LOOKED_AT = 1024  # bytes in which a page may name its encoding
_XML = re.compile(rb"^<\?xml[^>]*?\sencoding\s*=\s*[\"']\s*([\w-]+)")
_IN_CONTENT = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.IGNORECASE)


def decoded(body: bytes, charset: str = "") -> str:
    """`charset`: the server's word, or "". A mark at the beginning comes first, then that word, then the page's own.
    Bytes that are no text are replacement signs."""
    named = webencodings.lookup(charset) or _named_within(body[:_LOOKED_AT]) or _guessed(body)
    text: str = webencodings.decode(body, named, errors="replace")[0]
    return text


def _named_within(beginning: bytes) -> webencodings.Encoding | None:
    reader = _Metas()
    reader.feed(beginning.decode("latin-1"))
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
