"""Counts visits without making anybody wait, and without following anybody.

The middleware notes in this process's memory that someone opened a page; a thread writes down, every few seconds, what
came together. A process that is killed loses these last seconds of visits; one that is asked to stop writes them first.
In the memory, for these seconds, stand a person's key or the address and browser of a visitor; what is written is a
digest of them under a secret of the day (see actions.visits), which is erased with it on the next day.
"""

import atexit
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from is_bot import Bots

from civic.core.clock import now
from civic.core.viewer import VISITOR, Viewer
from civic.statistics.actions import visits as actions
from civic.statistics.actions.visits import Seen

log = structlog.get_logger("civic.statistics")

WRITE_EVERY = 5.0  # seconds
MOST_BUFFERED = 20_000  # in memory; beyond, until the next writing, visits are not counted
_LONGEST_BROWSER, _LONGEST_ADDRESS = 300, 100
_robots = Bots()


@lru_cache(maxsize=2000)
def is_robot(browser: str) -> bool:
    """Who says that no person reads, by a list that others keep; who says nothing is taken for one."""
    return not browser or _robots.is_bot(browser)


@lru_cache(maxsize=100)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class VisitMiddleware:
    """Notes the pages of communes that people open: whole pages, found, read by someone who did not ask not to be
    counted, and who is not the town hall itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        viewer: Viewer = getattr(request, "viewer", VISITOR)
        if viewer.commune and _counts(request, response, viewer):
            buffer.record(_seen(request, viewer, now()))
        return response


def _counts(request: HttpRequest, response: HttpResponseBase, viewer: Viewer) -> bool:
    asked = request.META
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and viewer.commune.has_town_hall
        and not _is_for_other_sites(request)
        and not viewer.is_town_hall
        and "HTTP_HX_REQUEST" not in asked
        and asked.get("HTTP_SEC_GPC") != "1"
        and asked.get("HTTP_DNT") != "1"
        and "prefetch" not in asked.get("HTTP_SEC_PURPOSE", asked.get("HTTP_PURPOSE", ""))
        and not is_robot(asked.get("HTTP_USER_AGENT", "")[:_LONGEST_BROWSER])
    )


def _is_for_other_sites(request: HttpRequest) -> bool:
    """In a frame on somebody else's page, which is not ours to count."""
    page = getattr(request.resolver_match and request.resolver_match.func, "page", None)
    return page is not None and page.anonymous


def _seen(request: HttpRequest, viewer: Viewer, moment: datetime) -> Seen:
    """The day and the hour are those of the commune's clocks."""
    local = moment.astimezone(_zone(viewer.commune.time_zone))
    match = request.resolver_match
    post_id: UUID | None = match.kwargs["post_id"] if match and match.url_name == "post_detail" else None
    return Seen(
        viewer.commune.id, local.date(), local.hour, _visitor(request, viewer), viewer.is_member, post_id
    )


def _visitor(request: HttpRequest, viewer: Viewer) -> str:
    if viewer.person_id:
        return f"person {viewer.person_id}"
    asked = request.META
    # As where tries to sign in are counted: what the last of our own proxies wrote down.
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = asked.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else []
    address = forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) else asked.get("REMOTE_ADDR", "")
    return f"address {address[:_LONGEST_ADDRESS]} {asked.get('HTTP_USER_AGENT', '')[:_LONGEST_BROWSER]}"


class VisitBuffer:
    """What was seen since the last writing, each once. A reload within these seconds is the same visit."""

    def __init__(self) -> None:
        self._seen: dict[Seen, None] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def __len__(self) -> int:
        return len(self._seen)

    def record(self, seen: Seen) -> None:
        with self._lock:
            if len(self._seen) < MOST_BUFFERED:
                self._seen[seen] = None
        if settings.VISITS_THREAD and (self._thread is None or not self._thread.is_alive()):
            self._start()

    def write(self) -> int:
        """Write down what was seen; how many lines that was. What cannot be written now is kept for the next time."""
        with self._writing:
            with self._lock:
                seen, self._seen = self._seen, {}
            if not seen:
                return 0
            try:
                actions.write_visits(seen=list(seen))
            except Exception as error:  # the database is away
                log.warning("visits_not_written", error=type(error).__qualname__, lines=len(seen))
                with self._lock:
                    together = [*seen, *self._seen]
                    self._seen = dict.fromkeys(together[:MOST_BUFFERED])
                return 0
            return len(seen)

    def _start(self) -> None:
        """With the first visit, and not before: a server that forks has done so by then."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._write_on, name="visits", daemon=True)
                self._thread.start()

    def _write_on(self) -> None:
        while True:
            time.sleep(WRITE_EVERY)
            self.write()
            close_old_connections()


buffer = VisitBuffer()


@atexit.register
def write_before_exit() -> None:
    """The process ends in good order: nothing is lost."""
    if len(buffer):
        buffer.write()
