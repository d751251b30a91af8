"""The ASGI application at /direct/: server-sent events, one connection for each open page of someone signed in.

Beside Django, because a stream inside it would hold a thread for as long as the page is open. The session's cookie is
read as on any page, by the same code, in a few threads of its own.
"""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils.module_loading import import_string

from civic.core.viewer import Viewer
from civic.live import actions, rules
from civic.live.history import SentChange
from civic.live.hub import KEEP_ALIVE_SECONDS, Connection, Hub, Send
from civic.live.reader import Reader

log = structlog.get_logger("civic.live")

MOST_PER_PERSON = 20
LOOK_AGAIN_SECONDS = 300  # rights that end by the clock
_THREADS = 4
_RETRY = b"retry: 2000\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx passes each line on at once
    (b"x-content-type-options", b"nosniff"),
    (b"connection", b"close"),
]
_START = {"type": "http.response.start", "status": 200, "headers": _HEADERS}
_FIRST = {"type": "http.response.body", "body": _RETRY, "more_body": True}


class LiveApp:
    """`application(scope, receive, send)`. The reader and the clock start with the first connection or the server's
    lifespan, whichever is first, and end with the lifespan."""

    def __init__(self) -> None:
        self.hub = Hub(self._topics)
        self._name = f"{socket.gethostname()[:40]}-{os.urandom(4).hex()}"
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="live")
        self._begun: asyncio.Future[None] | None = None
        self._reader: Reader | None = None
        self._clock: asyncio.Task[None] | None = None
        self._is_ending = False

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- One connection ---------------------------------------------------------------------------------------------

    async def _answer(self, scope: Any, receive: Any, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] != "GET":
            return await _refuse(send, 405)
        if headers.get(b"sec-fetch-site", b"same-origin") not in {b"same-origin", b"none"}:
            return await _refuse(send, 403)
        if self._is_ending or len(self.hub.connections) >= settings.LIVE_CONNECTIONS:
            return await _refuse(send, 503, b"30")
        cookie = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(
            settings.SESSION_COOKIE_NAME, ""
        )
        try:
            await self._begin()
            topics = await self._topics(cookie)
        except Exception as error:
            log.warning("live_look_failed", error=type(error).__qualname__)
            return await _refuse(send, 503, b"5")
        if topics is None:
            return await _refuse(send, 204)  # a browser does not try again after this
        person = next(topic for topic in topics if topic.startswith("person:"))
        if self.hub.count(person) >= MOST_PER_PERSON or self._is_ending:
            return await _refuse(send, 503, b"60")
        since, is_known = _since(headers, scope.get("query_string", b""))
        # What the server keeps of the request would stay as long as the connection.
        scope["headers"] = []
        del headers
        await self._stream(Connection(send, cookie, person, topics), since, is_known, receive, send)

    async def _stream(
        self, connection: Connection, since: int | None, is_known: bool, receive: Any, send: Send
    ) -> None:
        await send(_START)
        await send(_FIRST)
        if self._is_ending:
            return connection.end()
        self.hub.join(connection, since, is_known)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.leave(connection)

    async def _topics(self, cookie: str) -> frozenset[str] | None:
        if not cookie:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._topics_of, cookie)

    def _topics_of(self, cookie: str) -> frozenset[str] | None:
        """In a thread: the viewer that this cookie makes, built as for a page."""
        close_old_connections()
        try:
            request = HttpRequest()
            request.session = self._session_store(cookie)
            viewer = self._build_viewer(request, None)
            return rules.topics_of(viewer) or None
        except (ValueError, TypeError):  # a session of another make
            return None
        finally:
            close_old_connections()

    @cached_property
    def _session_store(self) -> Callable[[str], Any]:
        return import_module(settings.SESSION_ENGINE).SessionStore

    @cached_property
    def _build_viewer(self) -> Callable[[HttpRequest, str | None], Viewer]:
        return import_string(settings.VIEWER_BUILDER)

    # --- Beginning, the clock, the end ------------------------------------------------------------------------------

    async def _begin(self) -> None:
        """Start reading; over when the last hour is known, so that whoever comes back receives what they missed."""
        loop = asyncio.get_running_loop()
        if self._begun is None:
            self._begun = begun = loop.create_future()

            def deliver(changes: list[SentChange]) -> None:
                self.hub.deliver(changes)
                if not begun.done():
                    begun.set_result(None)

            def pass_on(changes: list[SentChange]) -> None:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(deliver, changes)

            self._reader = Reader(pass_on)
            self._reader.start()
            self._clock = asyncio.create_task(self._tick())
        await asyncio.wait_for(asyncio.shield(self._begun), timeout=10)

    async def _tick(self) -> None:
        turn = 0
        looking: asyncio.Task[None] | None = None
        while True:
            if turn % KEEP_ALIVE_SECONDS == 0:
                self.hub.history.purge(time.time())
                await self._in_thread(self._record_heartbeat)
            if turn % LOOK_AGAIN_SECONDS == LOOK_AGAIN_SECONDS - 1 and (looking is None or looking.done()):
                looking = asyncio.create_task(self.hub.refresh_topics(list(self.hub.connections)))
            self.hub.keep_alive(turn)
            turn += 1
            await asyncio.sleep(1)

    async def _in_thread(self, work: Callable[[], None]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except Exception as error:
            log.warning("live_heartbeat_failed", error=type(error).__qualname__)

    def _record_heartbeat(self) -> None:
        close_old_connections()
        actions.record_heartbeat(name=self._name, connections=len(self.hub.connections))
        close_old_connections()

    def _delete_heartbeat(self) -> None:
        actions.delete_heartbeat(name=self._name)
        connection.close()

    async def _live(self, receive: Any, send: Send) -> None:
        await receive()
        if threading.current_thread() is threading.main_thread():
            self._release_on_signals(asyncio.get_running_loop())
        try:
            await self._begin()
        except TimeoutError:
            log.warning("live_begins_without_database")  # it goes on trying
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.end()
        await send({"type": "lifespan.shutdown.complete"})

    def _release_on_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server waits for open answers before it says that it ends, and ours never end by themselves: so we hear
        the signal too, first."""
        for number in (signal.SIGINT, signal.SIGTERM):
            theirs = signal.getsignal(number)

            def release_first(*signal_arguments: Any, theirs: Any = theirs) -> None:
                loop.call_soon_threadsafe(self.release)
                if callable(theirs):
                    theirs(*signal_arguments)

            signal.signal(number, release_first)

    def release(self) -> None:
        """Let all connections go; the browsers come back, to whoever runs then."""
        self._is_ending = True
        self.hub.end_all()

    async def end(self) -> None:
        self.release()
        if self._clock:
            self._clock.cancel()
        if self._reader:
            self._reader.stop()
            await asyncio.to_thread(self._reader.join, 3)
            await self._in_thread(self._delete_heartbeat)
        self._pool.shutdown(wait=False)


def _since(headers: dict[bytes, bytes], query: bytes) -> tuple[int | None, bool]:
    """The last change that the page had, and whether what it says makes sense."""
    given = headers.get(b"last-event-id")
    asked = (
        given.decode("latin-1")
        if given is not None
        else parse_qs(query.decode("latin-1")).get("depuis", [""])[0]
    )
    if not asked:
        return None, True
    number = rules.last_id(asked)
    return number, number is not None


async def _refuse(send: Send, status: int, retry_after: bytes = b"") -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if retry_after:
        headers.append((b"retry-after", retry_after))
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": headers if status != 204 else headers[:1],
        }
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})
