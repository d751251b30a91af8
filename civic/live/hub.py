"""Who is connected, what they may hear, and what is sent to them. Everything here runs in one event loop, without
waiting.

A connection costs no task of its own for writing: a line is handed to the server in passing, and only a reader that
does not keep up gets a task that waits for it.
"""

import asyncio
import contextlib
import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from civic.live.enums import RIGHTS, SIGNED_OUT
from civic.live.history import History, SentChange, encode

type Send = Callable[[dict[str, Any]], Awaitable[None]]

MOST_WAITING = (
    100  # lines for a reader that does not keep up; then one line instead: ask for the whole page again
)
FRESH_SECONDS = 5.0  # a page that connects for the first time was drawn a moment ago
KEEP_ALIVE_SECONDS = 20
_KEEP_ALIVE = {"type": "http.response.body", "body": b":\n\n", "more_body": True}
_turns = itertools.cycle(range(KEEP_ALIVE_SECONDS))
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class Connection:
    """One open page. `person`: its topic. `cookie`: what proves who it is, looked at again now and then."""

    __slots__ = (
        "_send",
        "_waiting",
        "_writer",
        "closed",
        "cookie",
        "held_since",
        "person",
        "recheck",
        "topics",
        "turn",
    )

    def __init__(self, send: Send, cookie: str, person: str, topics: frozenset[str]) -> None:
        self._send = send
        self._waiting: list[dict[str, Any]] | None = None
        self._writer: asyncio.Task[None] | None = None
        self.cookie = cookie
        self.person = person
        self.topics = topics
        self.closed = False
        self.held_since: int | None = None  # while rights are looked at again: what it heard before
        self.recheck: asyncio.Task[None] | None = None
        self.turn = next(_turns)  # when it is its turn to be kept alive

    @property
    def is_behind(self) -> bool:
        return self._writer is not None

    def write(self, message: dict[str, Any], top: int = 0) -> None:
        """Hand a message to the server. Written at once unless this reader is behind."""
        if self._writer is not None:
            assert self._waiting is not None
            self._waiting.append(message)
            if len(self._waiting) > MOST_WAITING:
                self._waiting[:] = [body(stale(top))]
            return
        # Begun here and now: it is over when the call returns, unless the server's buffer for this reader is full.
        task = asyncio.Task(self._write(message), loop=asyncio.get_running_loop(), eager_start=True)
        if not task.done():
            self._writer, self._waiting = task, []

    async def _write(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # it has gone: the server says so where we listen for that
            await self._send(message)
            while self._waiting:
                await self._send(self._waiting.pop(0))
        self._writer = self._waiting = None

    def end(self) -> None:
        """Nothing more is written but the end; the server then lets the connection go."""
        if not self.closed:
            self.closed = True
            if self._waiting is not None:
                self._waiting.clear()
            self.write(_END)


def body(line: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": line, "more_body": True}


def stale(top: int) -> bytes:
    return encode(top, "stale", {}, wide=True)


class Hub:
    """`topics_of(cookie)`: all topics of whom it proves, or None for a session that is over. It waits for the database,
    and raises when that is away."""

    def __init__(self, topics_of: Callable[[str], Awaitable[frozenset[str] | None]]) -> None:
        self._topics_of = topics_of
        self.history = History()
        self.connections: dict[Connection, None] = {}  # in the order of arrival
        self._by_topic: defaultdict[str, set[Connection]] = defaultdict(set)

    def count(self, topic: str) -> int:
        return len(self._by_topic.get(topic, ()))

    def join(self, connection: Connection, since: int | None, is_known: bool) -> None:
        """From here on it receives everything; first what it missed. `since`: the last change that it had;
        `is_known=False`: it says one that makes no sense."""
        self.connections[connection] = None
        self._enter(connection, connection.topics)
        top = self.history.top
        first = encode(top, "here", {})
        if not is_known:
            first += stale(top)
        elif since is None:
            missed = self.history.latest(time.time() - FRESH_SECONDS, connection.topics)
            first = b"".join(one.line for one in missed) + first
        else:
            first = self._caught_up(since, connection.topics) + first
        connection.write(body(first), top)

    def leave(self, connection: Connection) -> None:
        self.connections.pop(connection, None)
        self._exit(connection, connection.topics)
        if connection.recheck:
            connection.recheck.cancel()

    def deliver(self, changes: Iterable[SentChange]) -> None:
        """Send to those who listen. One after the other in the order of the changes, so that nobody receives anything
        after what takes the right away."""
        for change in changes:
            self.history.add(change)
            if change.name == SIGNED_OUT:
                for connection in self._listening(change.topic):
                    self.end(connection)
                continue
            message = body(change.line)
            for connection in self._listening(change.topic):
                connection.write(message, change.id)
                if change.name == RIGHTS:
                    self._hold(connection, change.id)

    def end(self, connection: Connection) -> None:
        self.leave(connection)
        connection.end()

    def end_all(self) -> None:
        for connection in list(self.connections):
            self.end(connection)

    def keep_alive(self, turn: int) -> None:
        """Keep a share of the connections from being cut for silence: all of them in KEEP_ALIVE_SECONDS turns."""
        for connection in list(self.connections):
            if connection.turn == turn % KEEP_ALIVE_SECONDS and not connection.is_behind:
                connection.write(_KEEP_ALIVE)

    async def refresh_topics(self, connections: Iterable[Connection]) -> None:
        """The rights of some, without a reason: a delegation may have come to its hour. One after the other."""
        for connection in connections:
            if connection in self.connections and connection.recheck is None:
                connection.recheck = asyncio.create_task(self._recheck(connection))
                await asyncio.wait([connection.recheck])

    def _listening(self, topic: str) -> list[Connection]:
        return list(self._by_topic.get(topic, ()))

    def _hold(self, connection: Connection, since: int) -> None:
        """Send it nothing more of any commune until its rights are known again."""
        if connection.held_since is None:
            connection.held_since = since
        self._exit(connection, connection.topics - {connection.person})
        connection.topics = frozenset({connection.person})
        # A look that is under way may have begun before this change: it does not count.
        if connection.recheck:
            connection.recheck.cancel()
        connection.recheck = asyncio.create_task(self._recheck(connection))

    async def _recheck(self, connection: Connection) -> None:
        try:
            topics = await self._topics_of(connection.cookie)
        except Exception:
            # The database is away. Known rights go on meanwhile; rights in doubt do not.
            topics = connection.topics if connection.held_since is None else None
        connection.recheck = None  # it is this very task
        if connection not in self.connections:
            return
        if topics is None or connection.person not in topics:
            self.end(connection)
            return
        self._exit(connection, connection.topics - topics)
        self._enter(connection, topics - connection.topics)
        connection.topics = topics
        if connection.held_since is not None:
            since, connection.held_since = connection.held_since, None
            if line := self._caught_up(since, topics - {connection.person}):
                connection.write(body(line), self.history.top)

    def _caught_up(self, since: int, topics: frozenset[str]) -> bytes:
        missed = self.history.missed(since, topics)
        if missed is None:
            return stale(self.history.top)
        return b"".join(one.line for one in missed if one.name != SIGNED_OUT)

    def _enter(self, connection: Connection, topics: Iterable[str]) -> None:
        for topic in topics:
            self._by_topic[topic].add(connection)

    def _exit(self, connection: Connection, topics: Iterable[str]) -> None:
        for topic in topics:
            listening = self._by_topic.get(topic)
            if listening is not None:
                listening.discard(connection)
                if not listening:
                    del self._by_topic[topic]
