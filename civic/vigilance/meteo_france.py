"""The official map of vigilance: one request for the whole country. The network is here alone."""

import json
import time
from functools import partial
from typing import Any

import httpcore
from django.conf import settings

from civic.core.deadline import DeadlineBackend, seconds_left

SECONDS = 20.0  # for all of it
_LARGEST = 5_000_000  # bytes; the map weighs some 300,000


class MapUnread(Exception):
    """The reason is for the log: neither the address nor the key is in it."""


def is_on() -> bool:
    return bool(settings.VIGILANCE_API_KEY)


def read_map() -> Any:
    """As JSON. Raises MapUnread."""
    deadline = time.monotonic() + SECONDS
    headers = [("Accept", "application/json"), ("apikey", settings.VIGILANCE_API_KEY)]
    body = b""
    try:
        with (
            httpcore.ConnectionPool(network_backend=DeadlineBackend(partial(seconds_left, deadline))) as pool,
            pool.stream("GET", settings.VIGILANCE_URL, headers=headers) as answer,
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
