"""Light rich text: bold, italics, lists and links. Kept as clean HTML; typed in the editor or, without script, as text.

As text: an empty line starts a paragraph, « - » or « 1. » at the start of lines makes a list, `**…**` is bold and
addresses become links.
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
_BULLET = re.compile(r"[-*•]\s+(.*)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(.*)")


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
    return html if to_plain(html) else ""


def from_plain(text: str) -> str:
    """Typed text as rich text."""
    blocks = []
    for paragraph in re.split(r"\n\s*\n", clean_text(text)):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for tag, pattern in (("ul", _BULLET), ("ol", _NUMBER)):
            if lines and all(pattern.match(line) for line in lines):
                items = "".join(f"<li>{_inline(pattern.match(line)[1])}</li>" for line in lines)  # type: ignore[index]
                blocks.append(f"<{tag}>{items}</{tag}>")
                break
        else:
            if lines:
                blocks.append(f"<p>{'<br>'.join(map(_inline, lines))}</p>")
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
    html = re.sub(r"<ol>(.*?)</ol>", lambda m: _numbered(m[1]), html, flags=re.DOTALL)
    html = re.sub(r"<li>", "- ", html)
    html = re.sub(r"</li>|<br\s*/?>", "\n", html)
    html = re.sub(r"</(?:p|ul|ol)>|(?<=[^\s>])<p>", "\n\n", html)  # kept before: one in the other
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


def _numbered(items: str) -> str:
    found = re.findall(r"<li>(.*?)</li>", items, flags=re.DOTALL)
    return "".join(f"{number}. {item}\n" for number, item in enumerate(found, 1)) + "\n"
