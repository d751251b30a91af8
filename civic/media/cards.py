"""What a web page says about itself: title, description, picture, name of the site."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from civic.core.text import clean_line
from civic.media.decoding import decoded, feed

READ_AT_MOST = 512 * 1024


@dataclass(frozen=True, slots=True)
class PageCard:
    title: str  # "" when the page has none; at most 200 characters
    description: str  # at most 400
    site_name: str  # at most 80
    picture_url: str  # absolute, or ""


def read_card(body: bytes, charset: str, url: str) -> PageCard:
    """`charset`: the server's word, or "". Never raises: a page that says nothing gives an empty card."""
    reader = _Head()
    feed(reader, decoded(body[:READ_AT_MOST], charset))
    meta = reader.meta
    picture = meta.get("og:image:secure_url") or meta.get("og:image") or meta.get("twitter:image") or ""
    try:
        picture = urljoin(url, picture) if picture else ""
    except ValueError:
        picture = ""
    return PageCard(
        title=_cut(meta.get("og:title") or meta.get("twitter:title") or reader.title, 200),
        description=_cut(meta.get("og:description") or meta.get("description") or "", 400),
        site_name=_cut(meta.get("og:site_name") or "", 80),
        picture_url=picture,
    )


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            values = dict(attrs)
            name = (values.get("property") or values.get("name") or "").lower()
            if name and values.get("content"):
                self.meta.setdefault(name, values["content"] or "")
        self._in_title = tag == "title" and not self.title  # an SVG further down has titles too

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def _cut(text: str, length: int) -> str:
    text = clean_line(text)
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
