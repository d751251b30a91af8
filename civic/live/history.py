"""What the hub remembers of the last hour, in memory: so that whoever comes back receives what they missed without a
question to the database, however many come back at once."""

import json
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from civic.live.enums import SPREAD, WITHIN
from civic.live.queries import ChangeRow

MOST_REMEMBERED = 10_000
MOST_MISSED = 200  # beyond, asking for the whole page again is cheaper than each in turn
_GAP_SECONDS = 120.0  # how long a transaction may hold a number before we stop waiting for it
_MOST_GAPS = 500
_OVERLAP_SECONDS = 10.0


class SentChange(NamedTuple):
    """A change as it is sent: `line` is encoded once, its bytes shared by all who receive it."""

    id: int
    topic: str
    name: str
    line: bytes
    at: float  # POSIX time
    in_order: bool  # seen when every lower number had been seen


def encode(number: int, name: str, data: dict[str, Any], *, wide: bool = False) -> bytes:
    """As a server-sent event. Without a type of its own: a browser passes on only the types that it knows.
    `wide`: heard by many, whose pages take a moment each so that they do not all ask in the same instant: within these
    milliseconds, or those that the change itself gives."""
    spread = data.get(WITHIN, SPREAD) if wide else 0
    text = json.dumps({"name": name, "wide": spread, "data": data}, separators=(",", ":"))
    return f"id: {number}\ndata: {text}\n\n".encode()


class Tail:
    """Where the reader stands. Numbers are given out in order but committed in any order: those that were passed over
    are asked for again until they come or their transaction must be over."""

    def __init__(self) -> None:
        self.top = 0
        self.gaps: dict[int, float] = {}  # number → when to give it up

    def take(
        self, rows: Iterable[ChangeRow], clock: float, started_at: float | None = None
    ) -> list[SentChange]:
        """The rows, each to be sent once. `started_at` at the first reading: what was written shortly before may have
        been committed in another order than it shows."""
        sent = []
        for row in rows:
            late = row.id < self.top
            if late:
                if self.gaps.pop(row.id, None) is None:
                    continue
            elif row.id == self.top:
                continue
            else:
                if self.top:
                    first = max(self.top + 1, row.id - _MOST_GAPS)
                    self.gaps.update(dict.fromkeys(range(first, row.id), clock + _GAP_SECONDS))
                self.top = row.id
            at = row.created_at.timestamp()
            unsure = late or (started_at is not None and at > started_at - _OVERLAP_SECONDS)
            line = encode(row.id, row.name, row.data, wide=row.topic.startswith("commune:"))
            sent.append(SentChange(row.id, row.topic, row.name, line, at, not unsure))
        self._give_up(clock)
        return sent

    def _give_up(self, clock: float) -> None:
        over = [number for number, until in self.gaps.items() if until < clock]
        over += sorted(self.gaps)[: max(0, len(self.gaps) - _MOST_GAPS)]
        for number in over:
            self.gaps.pop(number, None)


class History:
    def __init__(self, seconds: float = 3600.0) -> None:
        self._changes: list[SentChange] = []  # by id
        self._seconds = seconds
        self._purged_upto = 0  # the highest number that is no longer known
        self.top = 0

    def add(self, change: SentChange) -> None:
        if not self.top:
            self._purged_upto = change.id - 1
        self.top = max(self.top, change.id)
        insort(self._changes, change, key=attrgetter("id"))

    def purge(self, moment: float) -> None:
        keep = 0
        while keep < len(self._changes) and self._changes[keep].at < moment - self._seconds:
            keep += 1
        keep = max(keep, len(self._changes) - MOST_REMEMBERED)
        if keep:
            self._purged_upto = self._changes[keep - 1].id
            del self._changes[:keep]

    def missed(self, since: int, topics: Collection[str]) -> Sequence[SentChange] | None:
        """What came after `since` on these topics, with what came out of order before it: a page knows by the number
        what it has had. None when that is not known any more or too much: ask for the whole page again."""
        if since > self.top or since < self._purged_upto:
            return None
        start = bisect_right(self._changes, since, key=attrgetter("id"))
        found = [one for one in self._changes[max(0, start - MOST_MISSED) : start] if not one.in_order]
        found += self._changes[start:]
        found = [one for one in found if one.topic in topics]
        return found if len(found) <= MOST_MISSED else None

    def latest(self, since: float, topics: Collection[str]) -> list[SentChange]:
        """What came since this time: for a page that was drawn a moment before it connected."""
        found: list[SentChange] = []
        for one in reversed(self._changes[-MOST_MISSED:]):
            if one.at < since:
                break
            if one.topic in topics:
                found.append(one)
        return found[::-1]
