"""Follows the table of changes, in a thread of its own: one look however many connections there are.

PostgreSQL wakes it (LISTEN); where that is not to be had, through a pooler for instance, it looks once a second. On the
embedded database a counter in the file's header says, without reading a table, whether anyone has committed.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection

from civic.core.clock import now
from civic.live import queries
from civic.live.enums import CHANNEL
from civic.live.history import MOST_REMEMBERED, SentChange, Tail

log = structlog.get_logger("civic.live")

LISTEN_SECONDS = 1.0
POLL_SECONDS = 0.2
_LONGEST_BACK_OFF = 10.0


class Reader(threading.Thread):
    """Gives `deliver` what is new, in this thread. The first call is the last hour, made even when that is empty."""

    def __init__(self, deliver: Callable[[list[SentChange]], None]) -> None:
        super().__init__(name="live-reader", daemon=True)
        self._deliver = deliver
        self._tail = Tail()
        self._has_begun = False
        self._stop_requested = threading.Event()

    def stop(self) -> None:
        self._stop_requested.set()

    def run(self) -> None:
        failures = 0
        while not self._stop_requested.is_set():
            try:
                for _ in self._awake():
                    self._read()
                    failures = 0
            except Exception as error:  # the database is away: wait for it, nothing is lost meanwhile
                failures += 1
                log.warning("live_reading_failed", error=type(error).__qualname__)
                self._stop_requested.wait(min(0.2 * 2**failures, _LONGEST_BACK_OFF))
            finally:
                connection.close()

    def _read(self) -> None:
        clock = time.monotonic()
        if not self._has_begun:
            rows = queries.recent_changes(now() - timedelta(hours=1), MOST_REMEMBERED)
            changes = self._tail.take(rows, clock, started_at=time.time())
            self._has_begun = True
            self._deliver(changes)
            return
        while rows := queries.changes_after(self._tail.top, self._tail.gaps):
            if changes := self._tail.take(rows, clock):
                self._deliver(changes)
            if len(rows) < queries.MOST_READ:
                break
        else:
            self._tail.take([], clock)

    def _awake(self) -> Any:
        """Yields when there may be news: at once, then again and again until asked to stop."""
        yield from self._on_postgresql() if connection.vendor == "postgresql" else self._on_sqlite()

    def _on_postgresql(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        yield
        while not self._stop_requested.is_set():
            # Reached through the wrapper, whose connection this thread alone holds.
            for _ in connection.connection.notifies(timeout=LISTEN_SECONDS, stop_after=1):
                pass
            yield

    def _on_sqlite(self) -> Any:
        seen = None
        while not self._stop_requested.is_set():
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA data_version")
                version = cursor.fetchone()[0]
            if version != seen:
                seen = version
                yield
            self._stop_requested.wait(POLL_SECONDS)
