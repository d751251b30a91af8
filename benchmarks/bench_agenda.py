"""The month of a commune with 5,000 events behind it against one with 50, on a private PostgreSQL: the whole page, as a
resident asks for it. Both show the same 40 events; the rest is history, and what is planned ahead.

`python -m benchmarks.bench_agenda`
"""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

from benchmarks.asking import seconds_of, statements_of
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

FEW, MANY, LISTED = 50, 5_000, 40
ROUNDS = 80


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    towns = {size: _town(code, size) for code, size in (("00041", FEW), ("00042", MANY))}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    statements = {size: statements_of(ask) for size, ask in towns.items()}
    few, many = seconds_of(towns[FEW], towns[MANY], rounds=ROUNDS)
    print(f"month: {few * 1000:.1f} ms, {many * 1000:.1f} ms; {statements[MANY]} statements")
    goals = [
        Goal("month: statements more", statements[MANY] - statements[FEW], at_most=0),
        Goal("month: time", many / few, at_most=1.3),
    ]
    return report(f"Agenda, {MANY:,} / {FEW} events, {engine}", goals)


def _town(code: str, size: int) -> Any:
    from django.test import Client
    from django.utils.timezone import localtime

    from benchmarks.feed.seed import commune
    from civic.agenda.models import CalendarEvent
    from civic.core.clock import now
    from civic.memberships.models import Membership

    place, _ = commune(code, residents=30, posts=1)
    first = localtime(now()).replace(day=1, hour=9, minute=0)  # of the month that the page shows
    rows = []
    for number in range(size):
        hours = 16 * number if number < LISTED else -24 * 30 - (number - LISTED) * 14  # eight years of them
        starts_at = first + timedelta(hours=hours)
        rows.append(
            CalendarEvent(
                commune=place, form_key=f"{number}", title=f"Événement {number}", place="Mairie",
                starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), saved_at=starts_at,
            )
        )  # fmt: skip
    CalendarEvent.objects.bulk_create(rows, batch_size=1000)
    browser = Client(SERVER_NAME="127.0.0.1")
    resident = Membership.objects.filter(commune=place, status="accepted").first()
    assert resident
    browser.force_login(resident.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/{place.slug}/agenda/"

    def ask() -> None:
        answer = browser.get(address)
        assert answer.status_code == 200
        assert b"nement 12<" in answer.content

    return ask


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_agenda", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
