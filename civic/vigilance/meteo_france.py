"""The official map of vigilance: one request for the whole country. The network is here alone."""

import json
import time
from collections.abc import Iterable
from functools import partial
from typing import Any

import httpcore
from django.conf import settings

from civic.core.deadline import DeadlineStream, seconds_left

SECONDS = 20.0  # for all of it
_LARGEST = 5_000_000  # bytes; the map weighs some 300,000


class MapUnread(Exception):
    """The reason is for the log: neither the address nor the key is in it."""


class _Timed(httpcore.NetworkBackend):
    """All that is read and written together takes no longer, the headers included."""

    def __init__(self, deadline: float) -> None:
        self._left = partial(seconds_left, deadline)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return DeadlineStream(
            httpcore.SyncBackend().connect_tcp(host, port, timeout=self._left()), self._left
        )


def is_on() -> bool:
    return bool(settings.VIGILANCE_API_KEY)


def read_map() -> Any:
    """As JSON. Raises MapUnread."""
    deadline = time.monotonic() + SECONDS
    headers = [("Accept", "application/json"), ("apikey", settings.VIGILANCE_API_KEY)]
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    body = b""
    try:
        with (
            httpcore.ConnectionPool(network_backend=_Timed(deadline)) as pool,
            pool.stream(
                "GET", settings.VIGILANCE_URL, headers=headers, extensions={"timeout": timeouts}
            ) as answer,
        ):
            if answer.status != 200:  # nobody is followed elsewhere with the key
                raise MapUnread(f"status {answer.status}")
            for part in answer.iter_stream():
                body += part
                if len(body) > _LARGEST:
                    raise MapUnread("too large")
        return json.loads(body)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        raise MapUnread(type(error).__qualname__) from None
    except (ValueError, RecursionError):
        raise MapUnread("no JSON") from None
