"""Network streams that keep to a deadline for the whole: a server that sends one byte now and then holds nobody."""

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore


def seconds_left(deadline: float) -> float:
    """Until `deadline`, of time.monotonic(). Raises httpcore.ReadTimeout when it is past."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline")
    return left


class DeadlineStream(httpcore.NetworkStream):
    """No single read or write waits longer than `left()` allows, which is asked again for each."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname=server_hostname, timeout=self._left())
        return DeadlineStream(secured, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Connections whose streams keep to the deadline, from the first sign on; timeouts of a request say nothing."""

    def __init__(self, left: Callable[[], float]) -> None:
        self._left = left

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
