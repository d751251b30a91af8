"""« Vos administrés » in a village and in a town of a million, on a private PostgreSQL: the list, its search and its
filters as an agent asks for them. Statements are those of the whole page, time is that of what it reads of the list:
drawing twenty lines takes the same everywhere, and would hide what differs.

`python -m benchmarks.bench_residents`
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.asking import seconds_of, statements_of
from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

FEW, MANY = 1_000, 1_000_000
ROUNDS = 60
STREETS = 12  # so few that each fills a page of any search, in the small town too
# What an agent asks for: the address behind « administres/ », the same in both towns.
ASKED = {
    "list": "liste=inscrits",
    "next page": "liste=inscrits&apres={cursor}",
    "prefix search, last name": "liste=inscrits&q=mart",
    "prefix search, first name": "liste=inscrits&q=anne-so",
    "prefix search, one letter": "liste=inscrits&q=m",
    "prefix search, nobody": "liste=inscrits&q=zzz",
    "second homes": "liste=inscrits&logement=second",
    "street": "liste=inscrits&rue=avenue+Tilleulc",
    "street and name": "liste=inscrits&rue=Tilleulc&q=l",
    "days": "liste=inscrits&du=2025-12-01&au=2026-03-01",
    "waiting": "liste=attente",
}


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    start = time.perf_counter()
    towns = {size: _town(code, size) for code, size in (("00031", FEW), ("00032", MANY))}
    print(f"seeded in {time.perf_counter() - start:.0f} s")
    goals = []
    print(f"{'':<28}{'1,000':>10}{'1,000,000':>12}{'statements':>12}")
    for name in ASKED:
        asks = {size: _ask(browser, place, name) for size, (browser, place) in towns.items()}
        counts = {size: statements_of(page) for size, (page, _) in asks.items()}
        few, many = seconds_of(asks[FEW][1], asks[MANY][1], rounds=ROUNDS)
        print(f"{name:<28}{few * 1000:>8.2f}ms{many * 1000:>10.2f}ms{counts[MANY]:>9}")
        goals.append(Goal(f"{name}: time", many / few, at_most=1.5))
        goals.append(Goal(f"{name}: statements more", counts[MANY] - counts[FEW], at_most=0))
    return report(f"Administrés, 1,000,000 / 1,000 residents, {engine}", goals)


def _town(code: str, size: int) -> tuple[Any, Any]:
    """A browser where the mayor is signed in, and the commune."""
    from django.test import Client

    from benchmarks.feed.seed import commune
    from civic.town_halls.models import Office

    place, _ = commune(code, residents=30, posts=20)
    _many(place, size)
    browser = Client(SERVER_NAME="127.0.0.1")
    mayor = Office.objects.get(commune=place).person
    browser.force_login(mayor, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser, place


def _many(place: Any, size: int) -> None:
    """Accepted people, one in ten with a second home, in STREETS streets; and some who wait.
    Small towns fill a page of each search too, so that only the looking differs: ten neighbours in a row bear all the
    names, and streets take turns. Written by the database itself."""
    from django.db import connection

    last = [
        "martin",
        "bernard",
        "petit",
        "le goff",
        "moreau",
        "laurent",
        "lefevre",
        "garcia",
        "roux",
        "da silva",
    ]
    first = ["jean", "anne sophie", "marie", "karim", "lea", "paul", "ines", "luc", "zoe", "michel"]
    with connection.cursor() as cursor, _unindexed():
        # Rows that this very statement makes need no check of their keys.
        cursor.execute("SET session_replication_role = replica")
        for status, count in (("accepted", size), ("pending", max(size // 100, 40))):
            cursor.execute(
                """
                WITH names AS (
                    SELECT n, (lpad(%(code)s, 8, '0') || %(ids)s || lpad(to_hex(n), 16, '0'))::uuid AS id,
                        (%(last)s::text[])[1 + n %% 10] || ' ' || to_hex(n) AS l,
                        (%(first)s::text[])[1 + (n / 10) %% 10] AS f
                    FROM generate_series(1, %(count)s) n
                ), made AS (
                    INSERT INTO accounts_person (id, password, is_superuser, email, civility, first_name, last_name,
                        birth_date_text, mobile, postal_address, presentation, joined_at, is_active, is_staff,
                        session_version)
                    SELECT id, '', false, %(status)s || n || '@' || %(code)s || '.test', '', f, l,
                        '', '', '', '', now(), true, false, 0
                    FROM names RETURNING id, first_name AS f, last_name AS l)
                INSERT INTO memberships_membership (id, commune_id, person_id, status, residence, words, requested_at,
                    decided_at, decision_words, proof_seen, last_first, first_last)
                SELECT id, %(commune)s, id, %(status)s,
                    CASE WHEN random() < 0.1 THEN 'second' ELSE 'main' END, '',
                    timestamptz '2025-06-01' + random() * interval '500 days',
                    timestamptz '2025-06-01' + random() * interval '500 days', '', '', l || ' ' || f, f || ' ' || l
                FROM made""",
                {
                    "last": last,
                    "first": first,
                    "count": count,
                    "status": status,
                    # Growing, as ids do: in their order each row goes to the end of its index.
                    "ids": "0" * 8 if status == "accepted" else "1" * 8,
                    "code": place.code,
                    "commune": place.pk,
                },
            )
        words = [_word(n, place.pk) for n in range(STREETS)]
        cursor.execute(
            """
            INSERT INTO memberships_addressword (commune_id, digest, last_first, membership_id)
            SELECT commune_id, (%(words)s::text[])[1 + row_number() OVER (ORDER BY id) / 10 %% %(streets)s],
                last_first, id
            FROM memberships_membership WHERE commune_id = %(commune)s AND last_first <> ''""",
            {"words": words, "streets": STREETS, "commune": place.pk},
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "UPDATE town_halls_townhall SET residents = %s WHERE commune_id = %s", [size, place.pk]
        )


@contextmanager
def _unindexed() -> Iterator[None]:
    """Indexes are made again after the rows: much quicker than row by row."""
    from django.db import connection

    from civic.memberships.models import AddressWord, Membership

    indexes = [(model, index) for model in (Membership, AddressWord) for index in model._meta.indexes]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _word(number: int, commune_id: int) -> str:
    """Of a street whose name is in letters: numbers of an address say nothing."""
    from civic.communes.directory.streets import address_digests

    (digest,) = address_digests(f"avenue Tilleul{chr(97 + number)}", commune_id)
    return digest


def _ask(browser: Any, place: Any, name: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """The whole page, and the reading of the list alone."""
    from django.http import QueryDict
    from django.urls import reverse

    from civic.memberships.enums import MembershipStatus
    from civic.memberships.forms.residents import ResidentFilterForm
    from civic.memberships.models import Membership
    from civic.memberships.queries.residents import resident_page
    from civic.town_halls.models import Office
    from civic.viewers.queries.viewer import viewer_for

    address = reverse("membership_list", args=[place.slug])
    asked, after = ASKED[name], ""
    if "{cursor}" in asked:
        rows = Membership.objects.filter(commune=place, status="accepted").order_by("last_first", "id")
        after = f"n{rows[5].pk.hex}"
        asked = asked.format(cursor=after)
    form = ResidentFilterForm(QueryDict(asked), by_answer=True)
    assert form.is_valid(), form.errors
    viewer = viewer_for(person_id=Office.objects.get(commune=place).person_id, commune_id=place.pk)
    status = MembershipStatus.PENDING if "attente" in asked else MembershipStatus.ACCEPTED

    def page() -> None:
        assert browser.get(f"{address}?{asked}").status_code == 200

    def read() -> None:
        resident_page(viewer, status, form.as_filters(), after=after)

    found = resident_page(viewer, status, form.as_filters(), after=after)
    assert len(found.memberships) == (0 if "zzz" in asked else 20), (name, len(found.memberships))
    return page, read


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_residents", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
