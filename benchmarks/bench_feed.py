"""The feed's speed on the production server stack: granian, PostgreSQL, 20 publications with media, comments, likes.

`python -m benchmarks.bench_feed` starts a private PostgreSQL and the server, drives it over loopback, reads the server
process's own CPU time, prints a table of ratios against their limits, and exits non-zero when one is missed.
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

REQUESTS = 500
ROUNDS = 5
CONNECTIONS = 16
SIZES = {"10001": (30, 100), "10002": (1_000_000, 100), "10003": (30, 100_000)}


@contextmanager
def server(url: str, port: int) -> Iterator[int]:
    """Yields the worker process's id."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.feed.settings"}
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "1",
        "--no-ws",
        "--log-level",
        "error",
        "config.wsgi:application",
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(100):
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


def cpu_seconds(pid: int) -> float:
    """Of all threads, to the nanosecond: a clock tick would be many requests."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def cpu_per_request(port: int, pid: int, path: str, cookies: list[str], count: int) -> float:
    """Milliseconds of the server's CPU time for one request, over `count` of them on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    before = cpu_seconds(pid)
    for _, cookie in zip(range(count), cycle(cookies), strict=False):
        get(port, path, cookie, connection)
    return (cpu_seconds(pid) - before) / count * 1000


def latencies(port: int, path: str, cookies: list[str], count: int) -> list[float]:
    """Milliseconds seen by CONNECTIONS clients at once."""
    times: list[float] = []
    lock = threading.Lock()

    def client(cookie: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own = []
        for _ in range(count // CONNECTIONS):
            start = time.perf_counter()
            get(port, path, cookie, connection)
            own.append((time.perf_counter() - start) * 1000)
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=client, args=[cookie]) for cookie in cookies[:CONNECTIONS]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


def seed() -> dict[str, tuple[str, list[str], int]]:
    """Slug, session cookies of 20 residents and statements of one warm request, for each of SIZES."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.feed.seed import commune

    call_command("migrate", verbosity=0)
    made = {}
    for code, (residents, posts) in SIZES.items():
        place, people = commune(code, residents=residents, posts=posts)
        cookies = []
        for person in people:
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            client.get(
                f"/{place.slug}/"
            )  # all that the browser of someone who has been here before sends back
            cookies.append(client.cookies.output(attrs=[], header="", sep=";").strip())
        client.get(f"/{place.slug}/")
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.get(f"/{place.slug}/")
        made[code] = (place.slug, cookies, len(statements))
    return made


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    port = 8765
    with private_cluster() as url:
        os.environ["DATABASE_URL"] = url
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            check=True,
            env=os.environ,
        )
        places = seed()
        with server(url, port) as pid:
            slug, cookies, _ = places["10001"]
            feed, plain, ready = f"/{slug}/", f"/bench/simple/{slug}/", "/bench/pret/"
            get(port, f"{ready}?keep={feed}", cookies[0])
            for path in (feed, plain, ready, *(f"/{other}/" for other, _, _ in places.values())):
                cpu_per_request(port, pid, path, cookies, 60)
            figures: dict[str, list[float]] = {"feed": [], "plain": [], "ready": [], "10002": [], "10003": []}
            for _ in range(ROUNDS):
                figures["feed"].append(cpu_per_request(port, pid, feed, cookies, REQUESTS))
                figures["ready"].append(cpu_per_request(port, pid, ready, cookies, REQUESTS))
                figures["plain"].append(cpu_per_request(port, pid, plain, cookies, REQUESTS // 10))
                for code in ("10002", "10003"):
                    other, other_cookies, _ = places[code]
                    figures[code].append(cpu_per_request(port, pid, f"/{other}/", other_cookies, REQUESTS))
            seen = latencies(port, feed, cookies, 1600)
    ms = {name: statistics.median(values) for name, values in figures.items()}
    p50, p99 = seen[len(seen) // 2], seen[int(len(seen) * 0.99)]
    print(
        f"CPU per request: feed {ms['feed']:.2f} ms, ready-made bytes {ms['ready']:.2f} ms, "
        f"plain page {ms['plain']:.2f} ms; {CONNECTIONS} connections: p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    )
    same = max(count for _, _, count in places.values())
    return report(
        "Feed of 20 publications, signed in, granian and PostgreSQL",
        [
            Goal("rate against ready-made bytes", ms["ready"] / ms["feed"], at_least=0.2),
            Goal("rate against the plain page", ms["plain"] / ms["feed"], at_least=8),
            Goal("p99 / p50 at 16 connections", p99 / p50, at_most=5),
            Goal("statements, the most of three sizes", same, at_most=6),
            Goal("time, 1,000,000 residents / 30", ms["10002"] / ms["feed"], at_most=1.2),
            Goal("time, 100,000 publications / 100", ms["10003"] / ms["feed"], at_most=1.2),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(main())
