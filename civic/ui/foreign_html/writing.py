"""Runs of text and items of lists, in the tags of `rich_text`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

_BULLET = re.compile(r"\s*[·•▪◦‣●○■]\s*")


class Run(NamedTuple):
    text: str  # "\n" is a line break
    bold: bool = False
    italic: bool = False
    href: str = ""


class Item(NamedTuple):
    tag: str
    level: int
    list: str = ""  # items of two lists are not drawn as one; "" goes with any


@dataclass(slots=True)
class Block:
    item: Item | None
    runs: list[Run]
    owner: int  # which element opened the item


def tidied(block: Block) -> Iterator[Block]:
    """Spaces as a browser shows them. An empty line begins a paragraph, « • » an item."""
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        if run.text == "\n":
            lines.append([])
            continue
        text = re.sub(r"[ \u00a0]{2,}", " ", re.sub(r"[ \t\r\n\f]+", " ", run.text))
        if not lines[-1] or lines[-1][-1].text.endswith((" ", "\u00a0")):
            text = text.lstrip(" \u00a0")
        if text:
            lines[-1].append(run._replace(text=text))
    open_one: Block | None = None
    for line in map(_without_last_space, lines):
        sign = None if block.item else _BULLET.match("".join(run.text for run in line))
        if line and sign:
            yield from [open_one] if open_one else []
            open_one = None
            yield Block(Item("ul", 1), _without_start(line, sign.end()), 0)
        elif line and open_one:
            open_one.runs += [Run("\n"), *line]
        elif line:
            open_one = Block(block.item, line, block.owner)
        elif open_one and not block.item:
            yield open_one
            open_one = None
    if open_one:
        yield open_one


def _without_last_space(line: list[Run]) -> list[Run]:
    while line:
        text = line[-1].text.rstrip(" \u00a0")
        if text:
            return [*line[:-1], line[-1]._replace(text=text)]
        line = line[:-1]
    return line


def _without_start(runs: list[Run], length: int) -> list[Run]:
    kept = []
    for run in runs:
        kept.append(run._replace(text=run.text[length:]))
        length = max(0, length - len(run.text))
    return [run for run in kept if run.text]


def written(blocks: list[Block]) -> str:
    html: list[str] = []
    opened: list[Item] = []

    def close_to(level: int) -> None:
        while len(opened) > level:
            html.append(f"</li></{opened.pop().tag}>")

    for block in blocks:
        if not (content := _inline(block.runs)):
            continue
        if block.item is None:
            close_to(0)
            html.append(f"<p>{content}</p>")
            continue
        level = min(block.item.level, len(opened) + 1)
        close_to(level)
        former = opened[level - 1] if len(opened) >= level else None
        same = former and (not former.list or not block.item.list or former.list == block.item.list)
        goes_on = former is not None and same and former.tag == block.item.tag
        if former and not goes_on:
            close_to(level - 1)
        if not goes_on:
            opened.append(block.item)
        html.append(f"{'</li>' if goes_on else f'<{block.item.tag}>'}<li>{content}")
    close_to(0)
    return "".join(html)


def _inline(runs: list[Run], marks: tuple[str, ...] = ("href", "bold", "italic")) -> str:
    """Neighbours with the same mark are under one tag."""
    if not marks:
        return "".join("<br>" if run.text == "\n" else escape(run.text, quote=False) for run in runs)
    mark, *others = marks
    html, at = [], 0
    while at < len(runs):
        value, end = getattr(runs[at], mark), at + 1
        while end < len(runs) and getattr(runs[end], mark) == value:
            end += 1
        content = _inline(runs[at:end], tuple(others))
        tag = {"href": "a", "bold": "strong", "italic": "em"}[mark]
        attribute = f' href="{escape(value)}"' if mark == "href" else ""
        html.append(f"<{tag}{attribute}>{content}</{tag}>" if value else content)
        at = end
    return "".join(html)
