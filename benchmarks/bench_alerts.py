"""A message of alert: activated for 1,000,000 residents as for 30, on the feed, and in 10,000 open pages.

`python -m benchmarks.bench_alerts` starts a private PostgreSQL, the server and the hub as in production."""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from statistics import median
from typing import Any

from benchmarks import bench_live
from benchmarks.serving import cookie_header, cpu_per_request, server
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

RESIDENTS = 1_000_000
ROUNDS = 40
TURNS, REQUESTS = 20, 60  # on the feed
PAGES = 10_000
PORT = 8766


def activating(places: list[Any]) -> list[Goal]:
    """For the large commune and the small one, in turns: statements, time, rows, broadcasts."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from civic.alerts.models import Alert
    from civic.live.models import Change

    spent: dict[int, list[float]] = {place.pk: [] for place in places}
    statements: dict[int, int] = {}
    for turn in range(ROUNDS):
        for place in places:
            begun = time.perf_counter()
            activate(place)
            spent[place.pk].append(time.perf_counter() - begun)
            deactivate(place)
        if not turn:
            for place in places:
                rows, changes = Alert.objects.count(), Change.objects.count()
                with CaptureQueriesContext(connection) as found:
                    activate(place)
                statements[place.pk] = len(found)
                assert (Alert.objects.count() - rows, Change.objects.count() - changes) == (1, 1)
                deactivate(place)
    large, small = (place.pk for place in places)
    print(f"activated in {median(spent[large]) * 1000:.1f} ms, {statements[large]} statements")
    return [
        Goal("statements, 1,000,000 residents / 30", statements[large] / statements[small], at_most=1),
        Goal("time, 1,000,000 residents / 30", median(spent[large]) / median(spent[small]), at_most=1.2),
    ]


def activate(place: Any) -> None:
    from civic.alerts.actions.managing import AlertContent, save_alert

    content = AlertContent(level="danger", text="La rivière monte. Montez à l’étage.")
    save_alert(viewer=_mayor(place), content=content, version=_version(place), activate=True)


def deactivate(place: Any) -> None:
    from civic.alerts.actions.managing import deactivate_alert

    deactivate_alert(viewer=_mayor(place), version=_version(place))


def _mayor(place: Any) -> Any:
    from civic.town_halls.models import Office
    from civic.viewers.queries.viewer import viewer_for

    return viewer_for(person_id=Office.objects.get(commune=place).person_id, commune_id=place.pk)


def _version(place: Any) -> int:
    from civic.alerts.models import Alert

    latest = Alert.objects.filter(commune=place).order_by("-version").first()
    return latest.version if latest else 0


def on_the_feed(place: Any, cookies: list[str], pid: int) -> list[Goal]:
    """The same feed with an alert and without, in short turns: the machine's speed drifts."""
    feed, banner = f"/{place.slug}/", f"/{place.slug}/alerte/bandeau/"
    cpu_per_request(PORT, pid, feed, cookies, 200)
    without, with_alert = [], []
    for _ in range(TURNS):
        without.append(cpu_per_request(PORT, pid, feed, cookies, REQUESTS))
        activate(place)
        with_alert.append(cpu_per_request(PORT, pid, feed, cookies, REQUESTS))
        alone = cpu_per_request(PORT, pid, banner, cookies, REQUESTS)
        deactivate(place)
    print(
        f"feed: {median(without):.2f} ms of CPU, with an alert {median(with_alert):.2f} ms; "
        f"the banner alone, which an open page asks for, {alone:.2f} ms"
    )
    return [
        Goal("CPU of the feed with an alert / without", median(with_alert) / median(without), at_most=1.05)
    ]


async def in_open_pages(place: Any, cookies: list[str]) -> list[Goal]:
    crowd = bench_live.Crowd(bench_live.HUB, "/direct/", cookies, name="alert")
    await bench_live.ready(crowd.port, crowd.path)
    await crowd.open(0, PAGES)
    delays = []
    for _ in range(3):
        for switch in (activate, deactivate):
            wanted, begun = crowd.heard + PAGES, time.monotonic()
            await asyncio.to_thread(switch, place)
            await crowd.wait_for(wanted)
            delays.append(time.monotonic() - begun)
    crowd.close()
    print(f"{PAGES:,} open pages: the last one hears after {max(delays):.2f} s at most")
    return [Goal("10,000 open pages: last one, seconds", max(delays), at_most=5)]


def places_and_cookies() -> tuple[list[Any], list[str]]:
    """A large commune and a small one; cookies of people of the small one."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from benchmarks.feed.seed import commune

    call_command("migrate", verbosity=0)
    large, _ = commune("10002", residents=RESIDENTS, posts=20)
    small, people = commune("10001", residents=30, posts=20)
    cookies = []
    for person in people:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get(f"/{small.slug}/")
        cookies.append(cookie_header(client))
    return [large, small], cookies


def crowded_place() -> tuple[Any, list[str]]:
    """A commune, and cookies of those who have its pages open."""
    from civic.communes.models import Commune

    commune_id, sessions = bench_live.people_with_sessions(PAGES // bench_live.PERSON_HAS)
    return Commune.objects.get(pk=commune_id), sessions


def main() -> int:
    bench_live.raise_limit(PAGES)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    os.environ["LIVE_CONNECTIONS"] = str(PAGES + 100)
    with ExitStack() as stack:
        url = os.environ["DATABASE_URL"] = stack.enter_context(private_cluster())
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, check=True, env=os.environ)
        places, cookies = places_and_cookies()
        goals = activating(places)
        with server(url, PORT) as pid:
            goals += on_the_feed(places[1], cookies, pid)
        stack.enter_context(bench_live.server("config.asgi:live", bench_live.HUB))
        goals += asyncio.run(in_open_pages(*crowded_place()))
        from django.db import connections

        connections.close_all()
    return report("Messages of alert, PostgreSQL", goals)


if __name__ == "__main__":
    raise SystemExit(main())
