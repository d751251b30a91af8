"""Identifiers: UUID version 7 (RFC 9562), hard to guess and ordered by time, so indexes grow at their end."""

import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_lock = threading.Lock()
_latest = (0, 0)  # milliseconds, random part


def new_id(*, after: UUID | None = None) -> UUID:
    """Those made by one process in the same millisecond keep their order too. `after`: greater than this one as well,
    even when the clock went back since it was made."""
    global _latest
    milliseconds = time.time_ns() // 1_000_000 & (1 << 48) - 1
    with _lock:
        # RFC 9562, 6.2: within a millisecond the random part grows by a random step. It has 74 bits and starts with a
        # zero, which leaves room for 2^25 steps.
        same = _latest[0] == milliseconds
        random = _latest[1] + 1 + secrets.randbits(48) if same else secrets.randbits(73)
        _latest = milliseconds, random
    high, low = divmod(random, 1 << 62)
    made = UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
    if after is not None and made <= after:
        return UUID(int=after.int + 1 + secrets.randbits(32))
    return made


def first_id_at(moment: datetime) -> UUID:
    """What was made at this moment or later comes after it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def made_at(value: UUID) -> datetime:
    """When `new_id` made it, to the millisecond."""
    return datetime.fromtimestamp((value.int >> 80) / 1000, UTC)


def stored_id(value: UUID | str) -> UUID:
    """As a raw statement reads it: SQLite keeps identifiers as text."""
    return UUID(value) if isinstance(value, str) else value


def as_id(text: str) -> UUID:
    """Of what a form sent. What is no identifier stands for one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
