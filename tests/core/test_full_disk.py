"""The database has no room left: pages are read, and what is written is refused with what was typed."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.full_disk import DatabaseFull, is_full
from civic.posts.models import Post
from civic.worker.models import Heartbeat
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def has_room_again(settings: Any) -> Iterator[None]:
    yield
    (Path(settings.MEDIA_ROOT) / ".database-full").unlink(missing_ok=True)


@contextmanager
def full_disk() -> Iterator[None]:
    """Whatever writes finds no room, as the driver of this engine says it."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().startswith(WRITES):
            with connection.wrap_database_errors:
                raise no_room()
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


def no_room() -> Exception:
    if connection.vendor == "postgresql":
        return psycopg.errors.DiskFull("could not extend file: No space left on device")
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit of pages is SQLite's")
def test_a_full_file_is_recognised() -> None:
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(DatabaseFull), transaction.atomic():
                cursor.execute("CREATE TABLE filler AS SELECT zeroblob(10000000) AS bytes")
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
        assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_other_failures_stay_what_they_are() -> None:
    assert not is_full(psycopg.errors.DeadlockDetected())
    assert not is_full(sqlite3.OperationalError("database is locked"))


def test_a_publication_comes_back_with_what_was_typed(
    client_of: Callable[[Person], Any], mayor: Person, commune: Commune
) -> None:
    sent = {
        "title": "Fête du village",
        "content": "Samedi sur la place",
        "audience": "members",
        "key": "k" * 22,
    }
    browser = client_of(mayor)
    with full_disk():
        page = browser.post(reverse("post_new", args=[commune.slug]), sent)
    text = page.content.decode()
    assert page.status_code in {422, 507}
    assert "plus de place" in text
    assert 'value="Fête du village"' in text
    assert "Samedi sur la place" in text
    assert Post.objects.count() == 0


def test_pages_stay_up(client_of: Callable[[Person], Any], mayor: Person, commune: Commune) -> None:
    browser = client_of(mayor)
    with full_disk():
        for name in ("commune_page", "post_list", "post_new", "commune_detail"):
            assert browser.get(reverse(name, args=[commune.slug])).status_code == 200, name
        for name in ("account_detail", "landing"):
            assert browser.get(reverse(name)).status_code in {200, 302}, name


def test_health_says_it(client: Any, clock: Clock) -> None:
    with full_disk(), pytest.raises(DatabaseFull), transaction.atomic():
        Heartbeat.objects.create(name="w", role="worker", last_seen_at=now())
    state = client.get("/sante/").json()
    assert (state["ok"], state["has_room"]) == (False, False)
    clock.forward(minutes=3)
    assert client.get("/sante/").json()["has_room"] is True


def test_health_says_it_of_another_process_too(client: Any, settings: Any) -> None:
    run = "import django; django.setup(); from civic.core import full_disk; full_disk._remember()"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "MEDIA_DIR": settings.MEDIA_ROOT,
    }
    subprocess.run([sys.executable, "-c", run], cwd=settings.ROOT, env=environment, check=True)
    mark = Path(settings.MEDIA_ROOT) / ".database-full"
    os.utime(mark, (now().timestamp(), now().timestamp()))  # the clock of the test stands still
    assert client.get("/sante/").json()["has_room"] is False


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits for the disk by default")
def test_what_is_acknowledged_is_on_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
