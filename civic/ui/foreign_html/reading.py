"""HTML of word processors, spreadsheets and mails, in the tags of `rich_text`: what the editor does before it sends
(frontend/rich-text.ts), for whatever reaches the server without it. Both are held to the same examples."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from civic.core.text import whole_number
from civic.ui.foreign_html.tree import BLOCKS, Node, tree, without_comments
from civic.ui.foreign_html.writing import Block, Item, Run, tidied, written

_FOREIGN = re.compile(r"<(?:html|meta|table|td|h\d|o:p|!)|\s(?:style|class)\s*=", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(?:\d+|[a-z]{1,4})[.)]", re.IGNORECASE)
_LEVEL = re.compile(r"(\S+ )?level(\d{1,2})")
_LONG_CELL = 200  # a mail is laid out in tables: what is this long is a text, not a figure


@dataclass(frozen=True, slots=True)
class _Context:
    marks: Run
    item: Item | None = None
    owner: int = 0
    list: tuple[str, str] = ("ul", "")
    depth: int = 0


def in_our_tags(html: str) -> str:
    """As it is when nothing in it comes from elsewhere."""
    if not _FOREIGN.search(html):
        return html
    reader = _Reader()
    reader.walk(tree(without_comments(html)), _Context(Run("")))
    return written([part for block in reader.blocks for part in tidied(block)])


class _Reader:
    """What an element holds, line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: Block | None = None
        self.numbered = self.owners = 0

    def walk(self, node: Node, context: _Context) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.add(child.replace("\u200b", "").replace("\ufeff", ""), context)
            elif not child.is_hidden:
                self.enter(child, context)

    def add(self, text: str, context: _Context) -> None:
        if self.line is None:
            if not text.strip():
                return
            last = self.blocks[-1] if self.blocks else None
            if last and context.item and last.owner == context.owner:
                last.runs.append(Run("\n"))  # a second paragraph of one item
                self.line = last
            else:
                self.line = Block(context.item, [], context.owner)
                self.blocks.append(self.line)
        self.line.runs.append(context.marks._replace(text=text))

    def enter(self, node: Node, around: _Context) -> None:
        if node.tag == "br":
            if self.line:
                self.line.runs.append(Run("\n"))
            return
        if node.tag == "table" and _is_data(node):
            self.add_table(node, around)
            return
        context = replace(around, marks=_marks(node, around.marks))
        if node.tag in {"ul", "ol"}:
            # Word for the web puts each item into a list of its own, which says where its numbers go on.
            start = node.attributes.get("start", "")
            if node.tag == "ol" and not ((whole_number(start[:9], figures=9) or 0) > 1):
                self.numbered += 1
            number = str(self.numbered) if node.tag == "ol" else ""
            context = replace(context, list=(node.tag, number), depth=context.depth + 1)
        elif node.tag == "li":
            said = node.attributes.get("data-aria-level", "")
            level = max(context.depth, whole_number(said[:2], figures=2) or 1, 1)
            tag, number = context.list
            context = self.with_item(context, Item(tag, level, number))
        elif item := _word_item(node):
            context = self.with_item(context, item)
        if node.tag in BLOCKS:
            self.line = None
        self.walk(node, context)
        if node.tag in BLOCKS:
            self.line = None

    def close(self) -> None:
        self.line = None

    def with_item(self, context: _Context, item: Item) -> _Context:
        self.owners += 1
        return replace(context, item=item, owner=self.owners)

    def add_table(self, table: Node, context: _Context) -> None:
        self.close()
        for runs in filter(None, map(_joined, _grid(table))):
            if self.line:
                self.line.runs.append(Run("\n"))
            for run in runs:
                self.add(run.text, replace(context, marks=run))
        self.close()


def _marks(node: Node, around: Run) -> Run:
    styles = node.styles
    weight, slant = styles.get("font-weight", ""), styles.get("font-style", "")
    href = node.attributes.get("href", "").strip() if node.tag == "a" else ""
    bold = around.bold or bool(re.fullmatch(r"b|strong|h[1-6]", node.tag))
    italic = around.italic or node.tag in {"i", "em"}
    return around._replace(
        bold=bool(re.fullmatch(r"bold|bolder|[6-9]00", weight)) if weight else bold,
        italic=slant.startswith(("italic", "oblique")) if slant else italic,
        href=href if re.match(r"https?:|mailto:|tel:", href, re.IGNORECASE) else around.href,
    )


def _word_item(node: Node) -> Item | None:
    """Word draws a list as paragraphs: its level is a style of theirs, and its sign a text that Word itself ignores. A
    mail that was written in Word may have lost these styles, and keeps the sign."""
    found = _LEVEL.search(node.styles.get("mso-list", ""))
    if not found and "MsoList" not in node.attributes.get("class", ""):
        return None
    ignored = next((one for one in node.within() if one.styles.get("mso-list") == "ignore"), None)
    if ignored:
        sign = ignored.text.strip()
    else:
        typed = re.match(r"\s*(\S{1,5})[\s\u00a0]{2,}", node.text)
        sign = typed[1] if typed else ""
        _remove_first(node, sign)
    if not found and not sign:
        return None
    tag = "ol" if _NUMBER.match(sign) else "ul"
    return Item(tag, int(found[2]) if found else 1, (found[1] or "") if found else "")


def _remove_first(node: Node, sign: str) -> bool:
    """From the first text that is not blank."""
    for place, child in enumerate(node.children):
        if isinstance(child, str):
            if child.strip():
                node.children[place] = child.replace(sign, "", 1)
                return True
        elif _remove_first(child, sign):
            return True
    return False


def _is_data(table: Node) -> bool:
    """Sheets and tables of figures, as against those that only lay a page or a mail out."""
    cells = [cell for row in table.rows() for cell in _cells(row)]
    laid_out = {"table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
    return (
        len(cells) > 1
        and table.attributes.get("role") != "presentation"
        and not any(one.tag in laid_out for one in table.within())
        and all(len(cell.text.strip()) <= _LONG_CELL for cell in cells)
    )


def _cells(row: Node) -> list[Node]:
    return [one for one in row.children if isinstance(one, Node) and not one.is_hidden]


def _grid(table: Node) -> Iterator[list[list[Run]]]:
    """The cells of each row; one that goes over several rows is in each of them."""
    held: dict[int, tuple[int, list[Run]]] = {}  # by column: for how many rows more
    for row in table.rows():
        texts, column, cells = [], 0, _cells(row)
        while cells or column in held:
            if column in held:
                left, runs = held.pop(column)
                width = 1
            else:
                cell = cells.pop(0)
                left, width, runs = _span(cell, "rowspan"), _span(cell, "colspan"), _cell(cell)
            if left > 1:
                held[column] = left - 1, runs
            texts.append(runs)
            column += width
        yield texts


def _span(cell: Node, name: str) -> int:
    said = cell.attributes.get(name, "")
    return int(said) if re.fullmatch(r"[1-9]\d{0,2}", said) else 1


def _cell(cell: Node) -> list[Run]:
    reader = _Reader()
    reader.walk(cell, _Context(_marks(cell, Run(""))))
    runs: list[Run] = []
    for block in (part for one in reader.blocks for part in tidied(one)):
        runs += [Run(", ")] * bool(runs)
        runs += [Run(", ") if run.text == "\n" else run for run in block.runs]
    return runs


def _joined(texts: list[list[Run]]) -> list[Run]:
    """« Lundi : 9 h – 12 h ; 14 h – 18 h »."""
    while texts and not texts[-1]:
        texts.pop()
    while texts and not texts[0]:
        del texts[0]
    joined: list[Run] = []
    for place, runs in enumerate(texts):
        joined += [Run(" : " if place == 1 else " ; ")] * bool(place)
        joined += runs or [Run("–")]
    return joined
