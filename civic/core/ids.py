"""Identifiers: UUID version 7 (RFC 9562), hard to guess and ordered by time, so indexes grow at their end."""

import os
import time
from uuid import UUID


def new_id(*, after: UUID | None = None) -> UUID:
    """`after`: greater than this one too, even when the clock went back since it was made."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | random
    value &= ~(0xF000 << 64) & ~(0xC000 << 48)
    made = UUID(int=value | 0x7000 << 64 | 0x8000 << 48)
    if after is not None and made <= after:
        return UUID(int=after.int + 1 + int.from_bytes(os.urandom(4), "big"))
    return made
