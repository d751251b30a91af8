"""Someone who holds everything but the directory of the secrets, and tries to find who voted what.

They know the true votes of half of the voters, as accomplices would say them, and learn from these what in the traces
goes with which choice; then they guess the other half. Each attack returns the share of right guesses there.
"""

import contextlib
import struct
from base64 import b64encode, urlsafe_b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from civic.core.encryption import UnreadableValue
from civic.polls.sealing import Seals

type Table = tuple[list[str], list[tuple[Any, ...]]]  # names of the columns, rows
type Traces = Sequence[set[Hashable]]  # of each voter: all that was seen to go with them


def learnt(traces: Traces, choices: Sequence[int]) -> float:
    """Of the traces of a voter, the one that guessed the accomplices' choices best decides."""
    order = list(range(len(choices)))
    Random(7).shuffle(order)
    known, unknown = order[: len(order) // 2], order[len(order) // 2 :]
    most_common = Counter(choices[at] for at in known).most_common(1)[0][0]
    seen: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for at in known:
        for trace in traces[at]:
            seen[trace][choices[at]] += 1

    def trust(trace: Hashable) -> float:
        """What was seen rarely is hardly believed."""
        counted = seen[trace]
        return (max(counted.values()) + 1) / (counted.total() + 4)

    def guess(at: int) -> int:
        best = max((trace for trace in traces[at] if trace in seen), key=trust, default=None)
        return most_common if best is None else seen[best].most_common(1)[0][0]

    return sum(guess(at) == choices[at] for at in unknown) / len(unknown)


def chance(choices: Sequence[int]) -> float:
    """What guessing reaches by luck, in all but one case of thirty thousand."""
    share = Counter(choices).most_common(1)[0][1] / len(choices)
    half = len(choices) / 2
    return share + 4 * (share * (1 - share) / half) ** 0.5


def bits(content: bytes) -> set[Hashable]:
    """Every bit, byte and pair of bits at its place, the length, and the whole."""
    seen: set[Hashable] = {("length", len(content)), ("whole", content)}
    for at, byte in enumerate(content):
        seen.add(("byte", at, byte))
        seen |= {("bit", at, bit, byte >> bit & 1) for bit in range(8)}
        seen |= {("pair", at, bit, byte >> bit & 3) for bit in (0, 2, 4, 6)}
    return seen


def table(name: str) -> Table:
    """All columns, with those that the engine keeps for itself."""
    with connection.cursor() as cursor:
        hidden = "ctid::text, xmin::text::bigint,"
        if connection.vendor == "sqlite":
            cursor.execute("SELECT wr FROM pragma_table_list WHERE name = %s", [name])
            hidden = "" if cursor.fetchone()[0] else "rowid,"  # tables of an index have none
        cursor.execute(f"SELECT {hidden} * FROM {name}")
        return [column[0] for column in cursor.description], cursor.fetchall()


def records(found: Table) -> list[dict[str, Any]]:
    heads, rows = found
    return [dict(zip(heads, row, strict=True)) for row in rows]


def by_order(
    people: Table, ballots: Table, content: Callable[[Mapping[str, Any]], bytes]
) -> dict[str, list[tuple[str, bytes]]]:
    """Lines up who took part with what lies in the box, by every order that the two tables can be put in. For each:
    person and trace, in pairs."""
    taken, found = records(people), records(ballots)
    if len(found) != len(taken):
        return {}
    pairs = {}
    for own in taken[0]:
        for other in found[0]:
            left = sorted(taken, key=lambda row, own=own: _sortable(row[own]))
            right = sorted(found, key=lambda row, other=other: _sortable(row[other]))
            pairs[f"{own} ~ {other}"] = [
                (str(a["person_id"]).replace("-", ""), content(b)) for a, b in zip(left, right, strict=True)
            ]
    return pairs


def _sortable(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("("):  # a ctid
        page, line = value.strip("()").split(",")
        return (int(page), int(line))
    return (
        value
        if isinstance(value, int)
        else str(value)
        if not isinstance(value, bytes | memoryview)
        else bytes(value)
    )


# --- The log of the database ----------------------------------------------------------------------------------------


class WriteAheadLog:
    """What the engine writes down, cut at each `mark()`."""

    def __init__(self) -> None:
        self._marks: list[int] = []
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("PRAGMA wal_autocheckpoint = 0")

    def mark(self) -> None:
        if connection.vendor == "sqlite":
            self._marks.append(self._file.stat().st_size if self._file.exists() else 0)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")
            self._marks.append(cursor.fetchone()[0])

    def whole(self) -> bytes:
        """Since the first mark."""
        return self._between(self._marks[0], self._marks[-1])

    def rest(self) -> bytes:
        """Since the first mark, with what came after the last."""
        if connection.vendor == "sqlite" and not self._file.exists():
            return b""
        self.mark()
        return self._between(0 if connection.vendor == "sqlite" else self._marks[0], self._marks[-1])

    def ends(self) -> list[int]:
        """Of each vote, in `whole()`."""
        return [mark - self._marks[0] for mark in self._marks[1:]]

    def slices(self) -> list[bytes]:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_switch_wal()")  # so that all of it is in the files
        return [self._between(start, end) for start, end in pairwise(self._marks)]

    def _between(self, start: int, end: int) -> bytes:
        if connection.vendor == "sqlite":
            return self._file.read_bytes()[start:end]
        size, out = 16 * 1024 * 1024, b""
        with connection.cursor() as cursor:
            while start < end:
                upto = min(end, (start // size + 1) * size)
                cursor.execute(
                    "SELECT pg_read_binary_file('pg_wal/' || pg_walfile_name('0/0'::pg_lsn + %s::numeric), %s, %s)",
                    [start + 1, start % size, upto - start],
                )
                out += bytes(cursor.fetchone()[0])
                start = upto
        return out

    @property
    def _file(self) -> Path:
        return Path(f"{connection.settings_dict['NAME']}-wal")


def holding(parts: Sequence[bytes], keys: Sequence[UUID]) -> list[set[Hashable]]:
    """How often these keys stand in each part of a log, in any way of writing them; and how much more often than in the
    part before, since some engines write the whole page of a row."""
    ways = [(key.bytes, key.hex.encode(), str(key).encode()) for key in keys]
    counts = [[sum(part.count(way) for way in found) for found in ways] for part in parts]
    return [
        {("holds", at, now) for at, now in enumerate(own)}
        | {("more", at, now > before) for at, (now, before) in enumerate(zip(own, former, strict=True))}
        for own, former in zip(counts, [[0] * len(ways), *counts], strict=False)
    ]


def changed_places(log: bytes, ends: Sequence[int]) -> list[set[Hashable]]:
    """Of SQLite's log, cut at these ends: for each vote, where in which page something was written, and if it grew."""
    (page_size,) = struct.unpack(">I", log[8:12])
    frame = 24 + page_size
    pages: dict[int, bytes] = {}
    votes, current = [], set()
    for start in range(32, len(log) - frame + 1, frame):
        (number,) = struct.unpack(">I", log[start : start + 4])
        page = log[start + 24 : start + frame]
        before = pages.get(number)
        if before is not None:
            current |= {
                (number, at, page[at] > before[at]) for at in range(page_size) if page[at] != before[at]
            }
        pages[number] = page
        if start + frame in ends:
            votes.append(current)
            current = set()
    return votes


# --- All that is kept, but the directory of the secrets --------------------------------------------------------------


class Copy:
    """What a backup of this moment holds, and more: all rows with the engine's own columns; of SQLite its files."""

    def __init__(self) -> None:
        self.tables = {name: table(name) for name in connection.introspection.table_names()}
        self.files = b""
        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            self.files = b"".join(
                path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists()
            )

    def has(self, content: bytes) -> bool:
        """In any way of writing it."""
        rows = repr([rows for _, rows in self.tables.values()]).encode() + b"".join(self._values())
        ways = (content, content.hex().encode(), b64encode(content), urlsafe_b64encode(content))
        return any(way.rstrip(b"=") in where for way in ways for where in (rows, self.files))

    def guessed_secrets(self) -> set[bytes]:
        """Every piece of 32 bytes of what polls, jobs and the journal keep."""
        names = ("polls_", "worker_job", "journal_")
        values = {value for name in self.tables if name.startswith(names) for value in self._values(name)}
        return {value[at : at + 32] for value in values for at in range(max(1, len(value) - 31))}

    def _values(self, name: str = "") -> Iterator[bytes]:
        for own in [name] if name else self.tables:
            for row in self.tables[own][1]:
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        yield bytes(value)
                    elif value is not None:
                        yield value.bytes if isinstance(value, UUID) else str(value).encode()


def attack_copy(
    copy: Copy, secrets: Iterable[bytes], poll_id: UUID, choice_of: Callable[[str], int]
) -> float:
    """Opens the ballots of this copy with any of these secrets and the keys of the settings, and lines them up with
    who took part by every order. The best that comes of it."""
    ballots = records(copy.tables["polls_sealedballot"])
    boxes = {_uuid(row["poll_id"]): row["tally"] for row in records(copy.tables["polls_ballotbox"])}
    found = {}
    for secret in secrets if ballots else ():
        seals = Seals(poll_id=poll_id, secret=secret)
        with contextlib.suppress(UnreadableValue):
            round_id = seals.open_tally(boxes[poll_id]).round_id
            found = {
                str(row["id"]): bytes(seals.open_ballot(_uuid(row["id"]), row["sealed"], round_id))
                for row in ballots
            }
            break
    pairs_of = by_order(
        copy.tables["polls_voter"],
        copy.tables["polls_sealedballot"],
        lambda row: found.get(str(row["id"]), bytes(row["sealed"])),
    )
    return max(
        learnt([bits(content) for _, content in pairs], [choice_of(person) for person, _ in pairs])
        for pairs in pairs_of.values()
    )


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=value)
