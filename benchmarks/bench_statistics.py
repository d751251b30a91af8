"""Figures of a town hall, small and large, and what counting a visit costs the page that is counted.

`python -m benchmarks.bench_statistics` starts a private PostgreSQL and writes two communes of 1,000 and 1,000,000
residents with 25 months of days, thirty publications opened on each. It asks for the page of figures in turns, then
serves a page by granian, counted and not counted in turns, and reads the server's own CPU time.
"""

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from benchmarks.serving import cpu_seconds, server
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

SIZES = {"10011": 1_000, "10012": 1_000_000}
DAYS = 760
OPENED = 30  # publications a day
ROUNDS = 30
REQUESTS = 600
COUNTING_ROUNDS = 8
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def seed() -> dict[str, tuple[str, Any]]:
    """Slug and the mayor's browser, for each of SIZES."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from benchmarks.feed.seed import commune
    from civic.town_halls.queries.town_halls import current_mayor

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # a million people, without a look at each key
    made = {}
    for code, residents in SIZES.items():
        place, _ = commune(code, residents=residents, posts=OPENED + 20)
        _fill(place, residents)
        client = Client(headers={"host": "127.0.0.1"})
        office = current_mayor(place.pk)
        assert office
        client.force_login(office.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        made[code] = (place.slug, client)
    return made


def _fill(place: Any, residents: int) -> None:
    """Days that are over, and a busy morning of today."""
    from django.db import connection
    from django.utils import timezone

    from civic.posts.models import Post
    from civic.statistics.actions.visits import Seen, fill_past, write_visits
    from civic.statistics.models import Day, PostDay
    from civic.town_halls.models import TownHall

    today = timezone.localdate()
    TownHall.objects.filter(pk=place.pk).update(joined_at=timezone.now() - timedelta(days=DAYS))
    posts = list(Post.objects.filter(commune=place).values_list("pk", flat=True)[:OPENED])
    visits = residents // 20 + 40
    hours = [visits // 24] * 24
    past = [today - timedelta(days=ago) for ago in range(1, DAYS)]
    fill_past(
        days=[
            Day(
                commune=place, day=day, visits=visits, visitors=visits, hours=hours, residents=residents,
                main_residents=residents,
            )
            for day in past
        ],
        opened=[PostDay(commune=place, day=day, post_id=post, opened=9) for day in past for post in posts],
    )  # fmt: skip
    who = (f"address {n}" for n in range(min(visits, 20_000)))
    write_visits(seen=[Seen(place.pk, today, n % 24, one, False, None) for n, one in enumerate(who)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _page(client: Any, slug: str, span: str) -> float:
    start = time.perf_counter()
    answer = client.get(f"/{slug}/mairie/statistiques/?periode={span}")
    if answer.status_code != 200:
        raise RuntimeError(answer.status_code)
    return (time.perf_counter() - start) * 1000


def figures(made: dict[str, tuple[str, Any]]) -> tuple[dict[str, float], dict[str, int]]:
    """Milliseconds and statements of the page, all spans together, for each of SIZES."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spans = ("7j", "30j", "3m", "12m", "tout")
    statements = {}
    for code, (slug, client) in made.items():
        for span in spans:
            _page(client, slug, span)
        with CaptureQueriesContext(connection) as asked:
            _page(client, slug, "tout")
        statements[code] = len(asked)
    times: dict[str, list[float]] = {code: [] for code in made}
    for _ in range(ROUNDS):
        for code, (slug, client) in made.items():
            times[code].append(sum(_page(client, slug, span) for span in spans))
    return {code: statistics.median(values) for code, values in times.items()}, statements


def counting(url: str, slug: str) -> dict[str, float]:
    """CPU of a public page, in milliseconds: by a browser that is counted, and by one that asks not to be. The same
    server in turns, since the machine's speed drifts."""
    path = f"/{slug}/"
    taken: dict[str, list[float]] = {"on": [], "off": []}
    with server(url, 8774) as pid:
        for _ in range(COUNTING_ROUNDS):
            for name, headers in (("on", {}), ("off", {"DNT": "1"})):
                connection = HTTPConnection("127.0.0.1", 8774, timeout=30)
                taken[name].append(_cpu(connection, pid, path, headers))
    return {name: statistics.median(values) for name, values in taken.items()}


def _cpu(connection: Any, pid: int, path: str, headers: dict[str, str]) -> float:
    before = cpu_seconds(pid)
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Host": "127.0.0.1", "User-Agent": BROWSER, **headers})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(response.status)
    return (cpu_seconds(pid) - before) / REQUESTS * 1000


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        os.environ["DATABASE_URL"] = url
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            check=True,
            env=os.environ,
        )
        made = seed()
        ms, statements = figures(made)
        cpu = counting(url, made["10011"][0])
    small, large = SIZES
    print(
        f"Page of figures, five periods: {ms[small]:.0f} ms with {SIZES[small]:,} residents, {ms[large]:.0f} ms with "
        f"{SIZES[large]:,}; {statements[large]} statements. A public page: {cpu['on']:.2f} ms counted, "
        f"{cpu['off']:.2f} ms not"
    )
    return report(
        "Statistics, 25 months, PostgreSQL",
        [
            Goal("statements, large / small", statements[large] / statements[small], at_most=1),
            Goal("time, 1,000,000 residents / 1,000", ms[large] / ms[small], at_most=1.5),
            Goal("CPU of a page, counted / not counted", cpu["on"] / cpu["off"], at_most=1.05),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(main())
