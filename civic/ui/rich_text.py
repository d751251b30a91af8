"""Light rich text: bold, italics, lists and links. Kept as clean HTML; typed in the editor or, without script, as text.

As text: an empty line starts a paragraph, « - » or « 1. » at the start of lines makes a list (two spaces before it: a
list within the item above), `**…**` is bold and addresses become links.
"""

import re
from html import unescape

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from civic.core.text import clean_line, clean_text

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
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
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*•]|(?P<number>\d{1,2}[.)]))\s+(?P<text>.*)")
_LIST_TAG = re.compile(r"<(/?)(ul|ol|li)>")


def from_editor(html: str) -> str:
    """What the editor sent, reduced to the few tags that we keep. Anything else loses its tags, not its words."""
    html = clean_text(html)
    for former, kept in _RENAMED.items():
        html = re.sub(rf"<(/?){former}(\s[^<>]*)?>", rf"<\1{kept}>", html, flags=re.IGNORECASE)
    html = _sanitised(html)
    # The editor separates paragraphs by two line breaks inside one block.
    html = re.sub(r"(?:<br\s*/?>\s*){2,}", "</p><p>", html)
    # Browsers leave the first line bare and put the next ones in blocks: one that is open ends where a block begins.
    html = _sanitised(html if html.lstrip().startswith(("<p>", "<ul>", "<ol>")) else f"<p>{html}")
    html = re.sub(r"<p>(?:\s|<br\s*/?>|&nbsp;)*</p>", "", html)
    html = re.sub(r"(?:<br\s*/?>\s*)+</p>", "</p>", html)
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
            blocks.append(f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>")
    return _sanitised("".join(blocks))


def to_plain(html: str) -> str:
    """Rich text as it is typed without script; `from_plain` brings it back."""
    html = re.sub(
        r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>',
        lambda m: m[1] if m[1] == m[2] else f"{m[2]} ({m[1]})",
        html,
        flags=re.DOTALL,
    )
    html = re.sub(r"</?strong>", "**", html)
    html = _list_lines(html)
    html = re.sub(r"<br\s*/?>", "\n", html)
    html = re.sub(r"</p>|(?<=[^\s>])<p>", "\n\n", html)  # kept before: one in the other
    return clean_text(re.sub(r"\n{3,}", "\n\n", unescape(re.sub(r"<[^>]+>", "", html))))


def excerpt(html: str, length: int = 180) -> str:
    """The beginning in plain words, cut at a space, for shared links and lists."""
    text = clean_line(unescape(re.sub(r"<[^>]+>", " ", html)))
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def paragraphs(html: str, length: int) -> str:
    """The beginning as plain text with its paragraphs, for mails: without the signs of bold, which nobody typed."""
    text = to_plain(re.sub(r"</?strong>", "", html))
    if len(text) <= length:
        return text
    return text[:length].rsplit(None, 1)[0].rstrip(" ,;:.") + "…"


def safe(html: str) -> SafeString:
    """Rich text that came out of this module, for a template."""
    return mark_safe(html)


def _sanitised(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )
    return clean_text(cleaned)  # again: what was written as « &#2; » is a character by now


def _inline(line: str) -> str:
    html = str(escape(line))
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)

    def link(match: re.Match[str]) -> str:
        address = match[0]
        return f'<a href="{"https://" if address.startswith("www.") else ""}{address}">{address}</a>'

    return _ADDRESS.sub(link, html)


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
