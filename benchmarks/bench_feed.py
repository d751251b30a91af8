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
from functools import partial

from benchmarks.asking import statements_of
from benchmarks.serving import cookie_header, cpu_per_request, get, server
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

REQUESTS = 500
ROUNDS = 5
CONNECTIONS = 16
SIZES = {"10001": (30, 100), "10002": (1_000_000, 100), "10003": (30, 100_000)}


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
    from django.test import Client

    from benchmarks.feed.seed import commune

    call_command("migrate", verbosity=0)
    made = {}
    for code, (residents, posts) in SIZES.items():
        place, people = commune(code, residents=residents, posts=posts)
        page, cookies = f"/{place.slug}/", []
        for person in people:
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            client.get(page)
            cookies.append(cookie_header(client))
        made[code] = (place.slug, cookies, statements_of(partial(client.get, page)))
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
