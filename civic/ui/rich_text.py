"""Light rich text: bold, italics, lists and links. Kept as clean HTML; typed in the editor or, without script, as text.

As text: an empty line starts a paragraph, « - » or « 1. » at the start of lines makes a list (two spaces before it: a
list within the item above), `**…**` is bold and addresses become links.
"""

import re
from collections.abc import Iterator

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from civic.core.text import (
    clean_line,
    clean_text,
    held_together,
    in_a_row,
    normalize,
    shortened,
    unescaped,
    without_unwanted,
)
from civic.ui import links
from civic.ui.foreign_html.reading import in_our_tags
from civic.ui.foreign_html.tree import without_comments

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
_INLINE = {"strong", "em", "a"}
_LISTS = {"ul", "ol"}
_DEEPEST_LIST = 6
_LONGEST_MARKUP = 10  # characters of HTML for each one that is read: tags, addresses of links
_ANY_TAG = re.compile("<[^<>]*>")
_RENAMED = {
    "div": "p",
    "b": "strong",
    "i": "em",
    "h1": "p",
    "h2": "p",
    "h3": "p",
    "blockquote": "p",
    "pre": "p",
}
_UNREAD = {"script", "style", "title"}  # their content is no text
_TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s[^<>]*)?)/?>", re.IGNORECASE)
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s/?#@]+(?:[/?#]|$)|mailto:\S|tel:\S|[/?#]", re.IGNORECASE)
_BLOCK_ENDS = re.compile(r"<br>|</?(?:p|ul|ol|li)>")
_ITEM = re.compile(
    # In what is pasted as text: the signs of word processors, those of Word's second level where a tab follows.
    r"(?P<indent>\s*)(?:[-*•·▪◦‣●○■]|[o§–](?=\t)|(?P<number>\d{1,2}[.)]))\s+(?P<text>.*)"
)
_LIST_TAG = re.compile(r"<(/?)(ul|ol|li)>")


class Unread(str):
    """Too long to be read: its words alone, as they were sent."""


def read(typed: str, *, is_html: bool, limit: int) -> str:
    """What a field sent, for texts of so many characters. It is measured before it is parsed, which takes a time that
    grows with it."""
    words = unescaped(_ANY_TAG.sub("", typed)) if is_html else typed
    if len(typed) > _LONGEST_MARKUP * limit or len(words) > 2 * limit:
        return Unread(f"<p>{escape(_uncomposed(without_unwanted(words)))}</p>")
    return from_editor(typed) if is_html else from_plain(typed)


def is_longer(html: str, limit: int) -> bool:
    """Than so many characters that one reads."""
    return isinstance(html, Unread) or len(to_plain(html)) > limit


def from_editor(html: str) -> str:
    """What the editor sent, reduced to the few tags that we keep. Anything else loses its tags, not its words."""
    html = _sanitised(in_our_tags(html))
    # The editor separates paragraphs by two line breaks inside one block.
    html = re.sub(r"(?:<br>\s*){2,}", "</p><p>", html)
    # Browsers leave the first line bare and put the next ones in blocks: one that is open ends where a block begins.
    html = _sanitised(html if html.lstrip().startswith(("<p>", "<ul>", "<ol>")) else f"<p>{html}")
    html = re.sub(r"<p>(?:\s|<br>|&nbsp;)*</p>", "", html)
    html = re.sub(r"(?:<br>\s*)+</p>", "</p>", html).strip()
    return html if excerpt(html) else ""


def from_plain(text: str) -> str:
    """Typed text as rich text."""
    blocks = []
    for paragraph in re.split(r"\n(?:[^\S\n]*\n)+", clean_text(text)):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        items = [match for line in lines if (match := _ITEM.fullmatch(line))]
        if lines and len(items) == len(lines):
            blocks.append(_list(items))
        elif lines:
            blocks.append(f"<p>{'<br>'.join(_inline(_cells_apart(line.strip())) for line in lines)}</p>")
    return _sanitised("".join(blocks))


def to_plain(html: str) -> str:
    """Rich text as it is typed without script; `from_plain` brings it back."""
    if isinstance(html, Unread):
        return unescaped(html.removeprefix("<p>").removesuffix("</p>"))
    html = re.sub(
        r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>',
        lambda m: m[2] if unescaped(m[1]) in (unescaped(m[2]), _leads_to(m[2])) else f"{m[2]} ({m[1]})",
        html,
        flags=re.DOTALL,
    )
    html = re.sub(r"</?strong>", "**", html)
    html = _list_lines(html)
    html = re.sub(r"<br\s*/?>", "\n", html)
    html = re.sub(r"</p>|(?<=[^\s>])<p>", "\n\n", html)  # kept before: one in the other
    return clean_text(re.sub(r"\n{3,}", "\n\n", unescaped(re.sub(r"<[^>]+>", "", html))))


def excerpt(html: str, length: int = 180) -> str:
    """The beginning in plain words, cut at a space, for shared links and lists."""
    return shortened(in_a_row(unescaped(_ANY_TAG.sub("", _BLOCK_ENDS.sub("\n", html)))), length)


def paragraphs(html: str, length: int) -> str:
    """The beginning as plain text with its paragraphs, for mails: without the signs of bold, which nobody typed."""
    return shortened(to_plain(re.sub(r"</?strong>", "", html)), length)


def safe(html: str) -> SafeString:
    """Rich text that came out of this module, for a template."""
    return mark_safe(held_together(html))


def _leads_to(html: str) -> str:
    return links.href_of(unescaped(re.sub(r"<[^>]+>", "", html)))


def _sanitised(html: str) -> str:
    """The sanitiser has the last word: nothing may change a character after it, not even Unicode's composition, which
    makes one sign of `>` and a mark that follows."""
    return nh3.clean(
        "".join(_tidied(html)),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )


def _tidied(html: str) -> Iterator[str]:
    """The same with clean texts and the tags that we keep, nested no deeper than people write: a parser's work grows
    with the square of the depth."""
    opened: list[str] = []
    at, follows_link = 0, False
    while at < len(html):
        tag = _TAG.search(html, at)
        text = _text(html[at : tag.start() if tag else len(html)])
        yield escape(text) if "a" in opened else _linked_between(follows_link, text, _begins_link(tag))
        if tag is None:
            return
        at = tag.end()
        name = tag["name"].lower()
        name = _RENAMED.get(name, name)
        follows_link = name == "a" and bool(tag["closes"]) and "a" in opened
        if name in _UNREAD and not tag["closes"]:
            end = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
            at = end.start() if end else len(html)
        elif name == "br":
            yield "<br>"
        elif name in _TAGS:
            yield from _closed(opened, name) if tag["closes"] else _opened(opened, name, tag["attributes"])


def _linked_between(follows_link: bool, text: str, precedes_link: bool) -> str:
    """What touches a link is a part of the word in which that was found, and holds no other: so that what is linked
    once stays as it is."""
    head = text.split(maxsplit=1)[0] if follows_link and text[:1].strip() else ""
    rest = text[len(head) :]
    tail = rest.rsplit(maxsplit=1)[-1] if precedes_link and rest[-1:].strip() else ""
    return escape(head) + links.linked(rest.removesuffix(tail)) + escape(tail)


def _begins_link(tag: "re.Match[str] | None") -> bool:
    """One that is kept: it leads somewhere."""
    if tag is None or tag["closes"] or tag["name"].lower() != "a":
        return False
    return bool(_LINK.match(_address(tag["attributes"])))


def _opened(opened: list[str], name: str, attributes: str) -> Iterator[str]:
    if name in _INLINE and name in opened:
        return
    if name in _LISTS and sum(one in _LISTS for one in opened) == _DEEPEST_LIST:
        return
    address = _address(attributes) if name == "a" else ""
    if name == "a" and not _LINK.match(address):
        return  # leads nowhere: its words alone are kept
    if name in _INLINE | _LISTS:
        opened.append(name)
    yield f'<a href="{escape(address)}">' if address else f"<{name}>"


def _address(attributes: str) -> str:
    href = _HREF.search(attributes)
    return clean_line(unescaped(href[1] or href[2] or href[3] or "")) if href else ""


def _closed(opened: list[str], name: str) -> Iterator[str]:
    if name in _INLINE | _LISTS:
        if name not in opened:
            return
        opened.reverse()
        opened.remove(name)  # the last one that was opened
        opened.reverse()
    yield f"</{name}>"


def _text(raw: str) -> str:
    return _uncomposed(without_unwanted(unescaped(without_comments(raw))))


def _uncomposed(text: str) -> str:
    """Between here and the screen somebody may compose it with the `>` before."""
    start = next(
        (at for at, letter in enumerate(text) if normalize("NFC", f">{letter}")[0] == ">"), len(text)
    )
    return text[start:]


def _cells_apart(line: str) -> str:
    """A row of a sheet, copied as text: « Lundi : 9 h – 12 h ; 14 h – 18 h »."""
    if "\t" not in line:
        return line
    first, *others = (cell.strip() or "–" for cell in line.split("\t"))
    return f"{first} : {' ; '.join(others)}"


def _inline(line: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(line)))


def _list(items: list[re.Match[str]]) -> str:
    """Lines that begin with « - » or « 1. »: one further in belongs to the item above."""
    html, lists = "", list[tuple[int, str]]()
    for item in items:
        indent, tag = len(item["indent"]), "ol" if item["number"] else "ul"
        while lists and (indent < lists[-1][0] or (indent == lists[-1][0] and tag != lists[-1][1])):
            html += f"</li></{lists.pop()[1]}>"
        if lists and indent == lists[-1][0]:
            html += "</li>"
        else:
            html += f"<{tag}>"
            lists.append((indent, tag))
        html += f"<li>{_inline(item['text'])}"
    return html + "".join(f"</li></{tag}>" for _, tag in reversed(lists))


def _list_lines(html: str) -> str:
    """The items of lists as lines, each list further in than the one that it stands in."""
    numbers: list[int | None] = []

    def line(match: re.Match[str]) -> str:
        closes, tag = match.groups()
        if tag == "li":
            if closes or not numbers:
                return ""
            if numbers[-1] is not None:
                numbers[-1] += 1
            return "\n" + "  " * (len(numbers) - 1) + ("- " if numbers[-1] is None else f"{numbers[-1]}. ")
        if closes and numbers:
            numbers.pop()
        elif not closes:
            numbers.append(0 if tag == "ol" else None)
        return "" if numbers else "\n\n"

    return _LIST_TAG.sub(line, html)
