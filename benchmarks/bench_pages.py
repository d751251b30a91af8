"""Every page that somebody signed in can open, as a resident and as the mayor: processor time of the web process beside
that of a bare view of the same server, of the database beside that of a view that knows who asks (decision 0041), and
statements. Lists have twenty lines.

Pages come from the resolver, what they lead to from `tests/<app>/examples.py`: a new rubric is measured without being
listed. `python -m benchmarks.bench_pages [all]`; `all` prints every page, not only those over a limit.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from statistics import median
from typing import Any

from benchmarks.asking import statements_of
from benchmarks.serving import cookie_header, cpu_per_request, cpu_seconds, get, server
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

SETTINGS = "benchmarks.pages.settings"
PORT, ROUNDS, REQUESTS = 8769, 5, 12
BARE, WHO_ASKS = "/bench/nu/", "/bench/qui/"
WEB, FEED, DATABASE, STATEMENTS = 15, 8, 4, 8  # at most: times those two, and statements


@dataclass
class Measured:
    rank: str
    name: str
    path: str
    cookie: str
    statements: int
    web: float = 0  # milliseconds of a request
    bare: float = 0  # of the bare view, measured in turn with this page
    database: float = 0
    who_asks: float = 0

    @property
    def web_ratio(self) -> float:
        return self.web / self.bare

    @property
    def database_ratio(self) -> float:
        return self.database / self.who_asks

    @property
    def is_feed(self) -> bool:
        return self.name == "commune_page"

    @property
    def is_over(self) -> bool:
        limit = FEED if self.is_feed else WEB
        return self.web_ratio > limit or self.database_ratio > DATABASE or self.statements > STATEMENTS


def seed() -> Iterator[Measured]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.pages.crowd import settle
    from civic.core.access import Access
    from tests.architecture.addresses import ADDRESSES
    from tests.architecture.world import World, browser_of, fill_lists

    call_command("migrate", run_syncdb=True, verbosity=0)
    world = World()
    fill_lists(world.here)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for rank in ("resident", "mayor"):
        person = world.person(rank, None)
        browser = browser_of(person)
        browser.defaults["SERVER_NAME"] = "127.0.0.1"
        browser.get(f"/{world.here.commune.slug}/")
        cookie = cookie_header(browser)
        for address in ADDRESSES:
            page = getattr(
                address.view, "page", None
            )  # the views beside which pages are measured declare none
            if page is None or page.access is Access.STAFF:
                continue
            with transaction.atomic():
                path = world.path(address, person)
                is_page = _is_page(browser.get(path))
                # What only a file or a refusal needed would stand in the lists.
                transaction.set_rollback(not is_page)
            if is_page:
                count = statements_of(lambda path=path, browser=browser: browser.get(path).getvalue())  # type: ignore[misc]
                yield Measured(rank, address.name, path, cookie, count)


def _is_page(response: Any) -> bool:
    """Whole, found, and drawn here: no file, no part of a page, no way to another one."""
    status, kind = response.status_code, response.headers.get("Content-Type", "")
    return status == 200 and kind.startswith("text/html") and b"</html>" in response.getvalue()


def _backends() -> list[int]:
    """The database's processes that serve the web process: nothing else has a connection, but this one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def measure(pages: list[Measured]) -> None:
    """Fills in the pages. Each is measured beside what it is compared with: a machine has slower moments. They weigh
    more on a page than on a bare view, so that what is over a limit is measured once more, at another time."""
    with server(os.environ["DATABASE_URL"], PORT, SETTINGS) as pid:
        get(PORT, BARE, pages[0].cookie)
        backends = _backends()
        for page in pages:
            _measure(page, pid, backends)
        for page in filter(attrgetter("is_over"), pages):
            first = copy(page)
            _measure(page, pid, backends)
            if first.web_ratio < page.web_ratio:
                page.web, page.bare = first.web, first.bare
            if first.database_ratio < page.database_ratio:
                page.database, page.who_asks = first.database, first.who_asks


def _measure(page: Measured, pid: int, backends: list[int]) -> None:
    asks = [partial(get, PORT, path, page.cookie) for path in (page.path, BARE, WHO_ASKS)]
    for ask in asks * 8:  # rendered, kept, prepared
        ask()
    web = [[_web(pid, path, page.cookie) for path in (page.path, BARE)] for _ in range(ROUNDS)]
    page.web, page.bare = map(median, zip(*web, strict=True))
    # In turns: one statement that is asked again and again stays in the processor, those of a page do not.
    database = [
        [_database(backends, page.cookie, path) for path in (page.path, WHO_ASKS)]
        for _ in range(ROUNDS * REQUESTS)
    ]
    page.database, page.who_asks = map(median, zip(*database, strict=True))


def _web(pid: int, path: str, cookie: str) -> float:
    """Milliseconds of the web process for a request."""
    return cpu_per_request(PORT, pid, path, [cookie], REQUESTS)


def _database(backends: list[int], cookie: str, path: str) -> float:
    """Milliseconds of the database for a request."""
    before = sum(map(cpu_seconds, backends))
    get(PORT, path, cookie)
    return (sum(map(cpu_seconds, backends)) - before) * 1000


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with private_cluster() as url:
        os.environ["DATABASE_URL"] = url
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, check=True, env=os.environ)
        pages = list(seed())
        measure(pages)
    bare_web, bare_database = median(page.bare for page in pages), median(page.who_asks for page in pages)
    print(f"web process, bare view: {bare_web:.3f} ms; database, who asks: {bare_database:.3f} ms")
    print(f"{'':<44}{'web':>8}{'× bare':>8}{'database × asks':>18}{'statements':>12}")
    worst = {"page": 0.0, "feed": 0.0, "database": 0.0, "statements": 0.0}
    over = 0
    for page in sorted(pages, key=lambda page: -page.web_ratio):
        web, database = page.web_ratio, page.database_ratio
        kind = "feed" if page.is_feed else "page"
        worst[kind] = max(worst[kind], web)
        worst["database"] = max(worst["database"], database)
        worst["statements"] = max(worst["statements"], page.statements)
        over += page.is_over
        if page.is_over or "all" in sys.argv:
            name = f"{page.rank} {page.name}"
            print(f"{name:<44}{page.web:>6.2f}ms{web:>8.1f}{database:>18.1f}{page.statements:>12}")
    return report(
        f"{len(pages)} pages, {over} of them over a limit",
        [
            Goal("the feed, × the bare view", worst["feed"], at_most=FEED),
            Goal("the dearest page, × the bare view", worst["page"], at_most=WEB),
            Goal("the database, × who asks", worst["database"], at_most=DATABASE),
            Goal("statements", worst["statements"], at_most=STATEMENTS),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(main())
