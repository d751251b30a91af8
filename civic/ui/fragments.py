"""The fragment cache: renderings kept in the process's memory, with slots for what differs from viewer to viewer.

A feed is nearly the same for every member of a commune: each item is rendered once per change, then filled once for
each rank of viewer, and what is a person's own is filled at each request. A template opens a slot with
`{% slot "name" argument %}`; an id that comes later is an `id_slot`, which `{% url %}` takes like any other id. Keys
name versions (`fragment_key`), so nothing is ever invalidated: what has changed has another key, and the old one ages
out.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from secrets import token_hex
from sys import getsizeof
from threading import Lock
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.core.clock import now
from civic.core.viewer import CommuneInView, Viewer

# --- Slots ----------------------------------------------------------------------------------------------------------

# Drawn at random for this process, after control characters, which core.text removes from everything that people write:
# no text can forge a slot, by whatever way it came.
_OPEN, _BETWEEN, _CLOSE = (f"{control}{token_hex(4)}" for control in "\x02\x1f\x03")
_NAMED = f"{_OPEN}(?s:.*?){_CLOSE}"
_id_slots: dict[str, str] = {}
_mark = re.compile(_NAMED)


def slot(name: str, *arguments: object) -> SafeString:
    return mark_safe(_OPEN + _BETWEEN.join([name, *map(str, arguments)]) + _CLOSE)


def id_slot(name: str) -> UUID:
    """A slot where an id will stand, also in an address: drawn at random for this process, so nobody can write it."""
    global _mark
    marker = uuid4()
    _id_slots[str(marker)] = name
    _mark = re.compile("|".join([_NAMED, *_id_slots]))
    return marker


def _slot_of(mark: str) -> tuple[str, ...]:
    return (_id_slots[mark],) if mark in _id_slots else tuple(mark[len(_OPEN) : -len(_CLOSE)].split(_BETWEEN))


# --- Fragments ------------------------------------------------------------------------------------------------------


# What stands in a slot, from the slot's arguments: text as it is, or fragments, which may open slots of their own.
type Filling = str | Fragment | Filled | Sequence[Fragment]
type Filler = Callable[..., Filling]


class Filled(NamedTuple):
    """A fragment that brings what fills slots of its own."""

    fragment: "Fragment"
    fillers: Mapping[str, Filler]


class Fragment:
    """A rendering as bytes, cut at its slots: literal, slot, literal, …, literal."""

    __slots__ = ("_literals", "_slots")

    def __init__(self, literals: list[bytes], slots: list[tuple[str, ...]]) -> None:
        self._literals = literals
        self._slots = slots

    @property
    def held(self) -> int:
        return getsizeof(self) + held(self._literals) + held(self._slots)

    @classmethod
    def compiled(cls, html: str) -> "Fragment":
        literals, slots, at = [], [], 0
        for mark in _mark.finditer(html):
            literals.append(html[at : mark.start()].encode())
            slots.append(_slot_of(mark.group()))
            at = mark.end()
        return cls([*literals, html[at:].encode()], slots)

    def filled(self, fillers: Mapping[str, Filler]) -> "Fragment":
        """The same with those of its slots filled that `fillers` names, and those that they bring."""
        whole = _Parts()
        whole.add(self, fillers)
        return whole.fragment()

    def finished(self, fillers: Mapping[str, Filler]) -> bytes:
        """The bytes of an answer. A slot that nobody fills is a KeyError, never a blank."""
        out: list[bytes] = []
        self._write(out, fillers)
        return b"".join(out)

    def _write(self, out: list[bytes], fillers: Mapping[str, Filler]) -> None:
        out.append(self._literals[0])
        for (name, *arguments), literal in zip(self._slots, self._literals[1:], strict=True):
            filling = fillers[name](*arguments)
            if isinstance(filling, str):
                out.append(filling.encode())
            elif isinstance(filling, Filled):
                filling.fragment._write(out, {**fillers, **filling.fillers})
            else:
                for fragment in _each(filling):
                    fragment._write(out, fillers)
            out.append(literal)

    def arguments(self, name: str) -> list[list[str]]:
        """Of all slots of that name, in order."""
        return [arguments for own_name, *arguments in self._slots if own_name == name]


def _each(filling: Fragment | Sequence[Fragment]) -> Sequence[Fragment]:
    return [filling] if isinstance(filling, Fragment) else filling


class _Parts:
    """A fragment being put together: neighbouring literals become one."""

    def __init__(self) -> None:
        self.literals: list[bytes] = [b""]
        self.slots: list[tuple[str, ...]] = []
        self._run: list[bytes] = []

    def add(self, fragment: Fragment, fillers: Mapping[str, Filler]) -> None:
        self._run.append(fragment._literals[0])
        for opened, literal in zip(fragment._slots, fragment._literals[1:], strict=True):
            name, *arguments = opened
            if name in fillers:
                filling = fillers[name](*arguments)
                if isinstance(filling, str):
                    self._run.append(filling.encode())
                elif isinstance(filling, Filled):
                    self.add(filling.fragment, {**fillers, **filling.fillers})
                else:
                    for part in _each(filling):
                        self.add(part, fillers)
            else:
                self._close()
                self.slots.append(opened)
                self.literals.append(b"")
            self._run.append(literal)

    def _close(self) -> None:
        self.literals[-1] = b"".join(self._run)
        self._run = []

    def fragment(self) -> Fragment:
        self._close()
        return Fragment(self.literals, self.slots)


# --- The cache ------------------------------------------------------------------------------------------------------

type Key = tuple[Hashable, ...]

_QUARTER = 15 * 60  # seconds: the clocks of all zones show midnight at the start of one


def fragment_key(name: str, viewer: Viewer, *versions: Hashable, seen_by: Hashable | None = None) -> Key:
    """The key of a cached rendering inside a commune: all that can change what it says. What reads the same in every
    commune (the number on the bell, an event in a calendar file) names its versions without it. `versions`: of the
    content, of its thread; they may also be appended. `seen_by`: what distinguishes viewers, where less
    than their rank does."""
    quarter = int(now().timestamp()) // _QUARTER
    return (
        name,
        _of_commune(viewer.commune, quarter),
        viewer.rank if seen_by is None else seen_by,
        *versions,
    )


@lru_cache(maxsize=1000)
def _of_commune(here: CommuneInView, quarter: int) -> Key:
    """All that a page knows of it, and the year on its clock in that quarter of an hour: dates are written without the
    current one."""
    start = datetime.fromtimestamp(quarter * _QUARTER, ZoneInfo(here.time_zone))
    return *(getattr(here, field.name) for field in fields(here)), start.year


class Held(Protocol):
    """What says by itself how many bytes of memory it holds."""

    @property
    def held(self) -> int: ...


# Of an entry in the table, in the order of use, and the row with value and size: as measured.
_ENTRY = 250


def held(thing: object) -> int:
    """Bytes of memory that are held with it: of a text as Python stores it, four for each sign where one of them is an
    emoji."""
    if thing is None or isinstance(thing, bool):
        return 0
    if isinstance(thing, tuple | list | set):
        return getsizeof(thing) + sum(map(held, thing))
    if isinstance(thing, UUID):
        return getsizeof(thing) + getsizeof(thing.int)
    return getattr(thing, "held", 0) or getsizeof(thing)


class FragmentCache:
    """The least recently used leave when more than `limit` bytes are held: values, keys, and what keeps them in order.
    A tuple that stands in many keys, as that of the commune, is held once."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[Key, tuple[Any, Key, int]] = OrderedDict()
        self._keys_with: Counter[int] = Counter()  # by the tuple's place in memory: two equal ones are two
        self._lock = Lock()

    def get(self, key: Key) -> Any:
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: "str | Held") -> None:
        own = (
            _ENTRY
            + getsizeof(key)
            + sum(held(part) for part in key if not isinstance(part, tuple))
            + held(value)
        )
        with self._lock:
            self._take_out(key)
            self._entries[key] = value, key, own
            self.size += own
            for part in _tuples(key):
                self.size += 0 if self._keys_with[id(part)] else held(part)
                self._keys_with[id(part)] += 1
            while self.size > self.limit and len(self._entries) > 1:
                self._take_out(next(iter(self._entries)))

    def _take_out(self, key: Key) -> None:
        _, former, own = self._entries.pop(key, (None, (), 0))
        self.size -= own
        for part in _tuples(former):
            self._keys_with[id(part)] -= 1
            if not self._keys_with[id(part)]:
                del self._keys_with[id(part)]
                self.size -= held(part)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._keys_with.clear()
            self.size = 0


def _tuples(key: Key) -> Iterator[Key]:
    return (part for part in key if isinstance(part, tuple))


fragment_cache = FragmentCache(limit=64_000_000)


def cached_fragment(key: Key, render: Callable[[], str]) -> Fragment:
    """The rendering under `key`, cut at its slots; made by `render` when it is not there."""
    found: Fragment | None = fragment_cache.get(key)
    return found or store(key, Fragment.compiled(render()))


def drawn(
    template: str, values: Mapping[str, Hashable], fillers: Mapping[str, Filler] = MappingProxyType({})
) -> SafeString:
    """A line of a list, say, kept under all that it shows: the template is given these values and nothing else. What
    is not to be kept (a token, what is encrypted at rest) is a slot among them."""
    # Of equal values, one may be marked safe.
    key = (template, *values, *values.values(), *map(type, values.values()))
    fragment = cached_fragment(key, lambda: render_to_string(template, dict(values)))
    return mark_safe(fragment.finished(fillers).decode())


def store(key: Key, fragment: Fragment) -> Fragment:
    fragment_cache.put(key, fragment)
    return fragment


def cached_text(key: Key, render: Callable[[], str]) -> str:
    """The text under `key`, as it is."""
    text: str | None = fragment_cache.get(key)
    if text is None:
        text = render()
        fragment_cache.put(key, text)
    return text
