"""Renderings kept in the process's memory, with holes for what differs from one viewer to the next.

A feed is nearly the same for every member of a commune: each item is rendered once per change, then its holes are
filled once for each rank of viewer, and what is a person's own at each request. A template makes a hole with
`{% hole "name" argument %}`. Keys name a version, so nothing is ever invalidated: what has changed has another key,
and the old one ages out.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Control characters, which core.text removes from everything that people write: no text can forge a hole.
_OPEN, _BETWEEN, _CLOSE = "\x02", "\x1f", "\x03"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def hole(name: str, *arguments: object) -> SafeString:
    return mark_safe(_OPEN + _BETWEEN.join([name, *map(str, arguments)]) + _CLOSE)


class Kept:
    """A rendering as bytes, split at its holes."""

    __slots__ = ("_holes", "_texts", "size")

    def __init__(self, html: str) -> None:
        pieces = _HOLE.split(html)
        self._texts = [text.encode() for text in pieces[0::2]]
        self._holes = [piece.split(_BETWEEN) for piece in pieces[1::2]]
        self.size = len(html)

    def fill(self, fillers: Mapping[str, "Filler"]) -> "Kept":
        """The same with some of its holes filled; what fills them may bring holes of its own."""
        out: list[bytes] = []
        self.write(out, _Leaving(fillers))
        return Kept(b"".join(out).decode())

    def write(self, out: list[bytes], fillers: Mapping[str, "Filler"]) -> None:
        """Append the finished pieces to `out`. A hole that nobody fills is a KeyError, never a blank."""
        out.append(self._texts[0])
        for (name, *arguments), text in zip(self._holes, self._texts[1:], strict=True):
            filling = fillers[name](*arguments)
            if isinstance(filling, str):
                out.append(filling.encode())
            else:
                for kept in filling:
                    kept.write(out, fillers)
            out.append(text)

    def arguments(self, name: str) -> list[list[str]]:
        """Of all holes of that name, in order."""
        return [arguments for own_name, *arguments in self._holes if own_name == name]


class _Leaving(dict[str, "Filler"]):
    """Fillers that leave as they are the holes they do not know."""

    def __missing__(self, name: str) -> "Filler":
        return partial(hole, name)


def _opened(filler: "Filler") -> "Filler":
    """The same, with the holes in its own text (a form's token) to be filled as well."""

    def fill(*arguments: str) -> str | Sequence[Kept | Bound]:
        filling = filler(*arguments)
        return [Kept(filling)] if isinstance(filling, str) and _OPEN in filling else filling

    return fill


class Bound:
    """A kept rendering with fillers of its own, beside those of the page that it is written into."""

    __slots__ = ("_fillers", "_kept")

    def __init__(self, kept: Kept, fillers: Mapping[str, "Filler"]) -> None:
        self._kept = kept
        self._fillers = {name: _opened(filler) for name, filler in fillers.items()}

    def write(self, out: list[bytes], fillers: Mapping[str, "Filler"]) -> None:
        self._kept.write(out, {**fillers, **self._fillers})


# Text for a hole, or kept renderings to stand in it one after the other.
type Filler = Callable[..., str | Sequence[Kept | Bound]]


class Shelf:
    """The least recently used leave when `limit` characters are passed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[tuple[object, ...], tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> Any:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: tuple[object, ...], value: Any, size: int) -> None:
        with self._lock:
            _, former = self._kept.pop(key, (None, 0))
            self.size += size - former
            self._kept[key] = value, size
            while self.size > self.limit and len(self._kept) > 1:
                _, (_, freed) = self._kept.popitem(last=False)
                self.size -= freed

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.size = 0


shelf = Shelf(limit=64_000_000)


def keep(key: tuple[object, ...], render: Callable[[], str]) -> Kept:
    """The rendering under `key`, split at its holes; made by `render` when it is not there."""
    kept: Kept | None = shelf.get(key)
    return kept or put(key, Kept(render()))


def put(key: tuple[object, ...], kept: Kept) -> Kept:
    shelf.put(key, kept, kept.size)
    return kept


def keep_text(key: tuple[object, ...], render: Callable[[], str]) -> str:
    """The text under `key`, as it is."""
    text: str | None = shelf.get(key)
    if text is None:
        text = render()
        shelf.put(key, text, len(text))
    return text
