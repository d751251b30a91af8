"""The elements of a document, however its tags are nested: linear in its length, no deeper than people write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from civic.core.text import unescaped

_TOKEN = re.compile(
    r"<(?P<closes>/?)(?P<name>[a-z][a-z0-9:-]*)(?P<attributes>(?:\s[^<>]*)?)/?>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_OF_BLOCKS = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2
h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_UNSEEN = """
audio button canvas head iframe math noscript object script select style svg template textarea title video
"""
_EMPTY = "area br col embed hr img input link meta param source wbr"
BLOCKS = frozenset(_OF_BLOCKS.split())
_SKIPPED, _VOID = frozenset(_UNSEEN.split()), frozenset(_EMPTY.split())
# What one that opens ends, and where that stops.
_ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
}
_DEEPEST = 100


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def styles(self) -> dict[str, str]:
        declared = self.attributes.get("style", "").lower().split(";")
        return {name.strip(): value.strip() for name, _, value in (one.partition(":") for one in declared)}

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_hidden(self) -> bool:
        styles = self.styles
        hidden = {"display": "none", "mso-hide": "all", "mso-list": "ignore"}
        return self.tag in _SKIPPED or any(styles.get(name) == value for name, value in hidden.items())

    def within(self) -> Iterator["Node"]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.within()

    def rows(self) -> Iterator["Node"]:
        """Of a table, not those of a table in it."""
        for child in self.children:
            if isinstance(child, Node) and child.tag != "table" and not child.is_hidden:
                if child.tag == "tr":
                    yield child
                else:
                    yield from child.rows()


def without_comments(raw: str) -> str:
    """`<!-- … -->`, and what an office suite writes as `<![if …]>`."""
    parts, at = [], 0
    while (start := raw.find("<!", at)) >= 0:
        parts.append(raw[at:start])
        closing = "-->" if raw.startswith("<!--", start) else ">"
        end = raw.find(closing, start)
        at = end + len(closing) if end >= 0 else len(raw)
    return "".join([*parts, raw[at:]])


def tree(html: str) -> Node:
    opened, at = [Node("body")], 0
    for token in _TOKEN.finditer(html):
        opened[-1].children.append(unescaped(html[at : token.start()]))
        at = token.end()
        tag = token["name"].lower()
        if token["closes"]:
            _close(opened, {tag}, {"table"} - {tag})
            continue
        if tag in _ENDS:
            _close(opened, *_ENDS[tag])
        elif tag in BLOCKS:
            _close(opened, {"p"}, set(BLOCKS - {"p"}))
        found = _ATTRIBUTE.findall(token["attributes"])
        node = Node(tag, {name.lower(): unescaped(a or b or c) for name, a, b, c in found})
        opened[-1].children.append(node)
        if tag not in _VOID and len(opened) < _DEEPEST:
            opened.append(node)
    opened[-1].children.append(unescaped(html[at:]))
    return opened[0]


def _close(opened: list[Node], tags: set[str], stops: set[str]) -> None:
    for place in range(len(opened) - 1, 0, -1):
        if opened[place].tag in tags:
            del opened[place:]
            return
        if opened[place].tag in stops:
            return
