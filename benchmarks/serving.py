"""The server that production runs, on loopback, and what a request costs it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any


@contextmanager
def server(url: str, port: int, settings: str = "benchmarks.feed.settings") -> Iterator[int]:
    """Yields the worker process's id."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings}
    address = ["--host", "127.0.0.1", "--port", str(port)]
    threads = ["--workers", "1", "--blocking-threads", "1"]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *address, *threads, "--no-ws"]
    process = subprocess.Popen([*command, "--log-level", "error", "config.wsgi:application"], env=environment)
    try:
        for _ in range(300):  # a busy machine takes its time
            time.sleep(0.1)
            try:
                get(port, "/robots.txt", "")
                break
            except OSError:
                continue
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield int(children[-1])
    finally:
        process.terminate()
        process.wait(10)


def get(port: int, path: str, cookie: str, connection: http.client.HTTPConnection | None = None) -> bytes:
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Host": "127.0.0.1"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
    return body


def cookie_header(client: Any) -> str:
    """All that the browser of someone who has been here before sends back, not the session's alone."""
    return str(client.cookies.output(attrs=[], header="", sep=";").strip())


def cpu_seconds(pid: int) -> float:
    """Of all threads of a process, those that have ended too, to the nanosecond: a clock tick would be many requests.
    The clock of another process has this number, of the scheduler's kind: clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | 2)


def cpu_per_request(port: int, pid: int, path: str, cookies: list[str], count: int) -> float:
    """Milliseconds of the server's CPU time for one request, over `count` of them on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    before = cpu_seconds(pid)
    for _, cookie in zip(range(count), cycle(cookies), strict=False):
        get(port, path, cookie, connection)
    return (cpu_seconds(pid) - before) / count * 1000
