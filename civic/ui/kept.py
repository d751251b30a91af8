"""Renderings kept in the process's memory, with holes for what differs from one viewer to the next.

A feed is nearly the same for every member of a commune: each item is rendered once per change, then only its holes
are filled. A template makes a hole with `{% hole "name" "argument" %}`; the page fills it while it joins the pieces.
Keys name a version, so nothing is ever invalidated: what has changed has another key, and the old one ages out.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

from django.utils.safestring import SafeString, mark_safe

# Control characters, which core.text removes from everything that people write: no text can forge a hole.
_OPEN, _BETWEEN, _CLOSE = "\x02", "\x1f", "\x03"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")

type Filler = Callable[..., str]


def hole(name: str, *arguments: object) -> SafeString:
    return mark_safe(_OPEN + _BETWEEN.join([name, *map(str, arguments)]) + _CLOSE)


class Kept:
    """A rendering split at its holes."""

    __slots__ = ("_holes", "_texts", "size")

    def __init__(self, html: str) -> None:
        pieces = _HOLE.split(html)
        self._texts = pieces[0::2]
        self._holes = [piece.split(_BETWEEN) for piece in pieces[1::2]]
        self.size = len(html)

    def fill_into(self, out: list[str], fillers: Mapping[str, Filler]) -> None:
        """Append the finished pieces to `out`. A hole that nobody fills is a KeyError, never a blank."""
        out.append(self._texts[0])
        for (name, *arguments), text in zip(self._holes, self._texts[1:], strict=True):
            out.append(fillers[name](*arguments))
            out.append(text)

    def fill(self, fillers: Mapping[str, Filler]) -> str:
        out: list[str] = []
        self.fill_into(out, fillers)
        return "".join(out)


class Shelf:
    """The least recently used leave when `limit` characters are passed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: tuple[object, ...], html: str) -> Kept:
        kept = Kept(html)
        with self._lock:
            former = self._kept.pop(key, None)
            self.size += kept.size - (former.size if former else 0)
            self._kept[key] = kept
            while self.size > self.limit and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self.size -= oldest.size
        return kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.size = 0


shelf = Shelf(limit=64_000_000)


def keep(key: tuple[object, ...], render: Callable[[], str]) -> Kept:
    """The kept rendering under `key`, made by `render` when it is not there."""
    return shelf.get(key) or shelf.put(key, render())
