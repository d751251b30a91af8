"""The database of a test run is a copy of a migrated one, which is made once for each change of the migrations.

SQLite copies a file. PostgreSQL copies a template (`CREATE DATABASE … TEMPLATE`), which a new server is given from a
dump. File and dump are in `.cache/test-databases/`, named after a digest of the migrations.

A test that committed leaves tables to empty. Django's `flush` truncates every one and announces a migration, upon which
each app makes its content types and permissions again: half a second for each such test, more with each model.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from tests.postgresql import find_programs

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "test-databases"
# What decides what `migrate` makes: our migrations, those of the libraries, and which apps are installed.
SOURCES = (
    "*/*/migrations/*.py",
    "tests/**/migrations/*.py",
    "requirements/base.lock",
    "config/settings/*.py",
)


def digest() -> str:
    made = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            made.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return made.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time: the others find what the first one made."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]


def _keep_latest(made: Path) -> None:
    for older in CACHE.glob(f"*{made.suffix}"):
        if older != made:
            older.unlink(missing_ok=True)


# --- SQLite ---------------------------------------------------------------------------------------------------------


def _sqlite_template() -> Path:
    ready = CACHE / f"{digest()}.sqlite3"
    with _alone("sqlite"):
        if not ready.exists():
            unfinished = ready.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _migrate(f"sqlite:///{unfinished}")
            unfinished.rename(ready)
            _keep_latest(ready)
    return ready


@contextmanager
def _on_sqlite(suffix: str) -> Iterator[None]:
    name = Path(connection.settings_dict["TEST"]["NAME"]).with_name(f"test{suffix}.sqlite3")
    shutil.copyfile(_sqlite_template(), name)
    _use(str(name))
    yield
    for path in name.parent.glob(f"{name.name}*"):
        path.unlink()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def _server() -> dict[str, Any]:
    found = connection.settings_dict
    return {
        "host": found["HOST"],
        "port": found["PORT"],
        "user": found["USER"],
        "password": found["PASSWORD"],
    }


def _run(program: str, *words: str) -> None:
    env = os.environ | {f"PG{key.upper()}": str(value) for key, value in _server().items()}
    done = subprocess.run([find_programs() / program, *words], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]


def _postgresql_template(admin: psycopg.Connection[Any]) -> str:
    version = admin.info.server_version
    name, dump = f"template_{digest()}", CACHE / f"{digest()}-{version}.dump"
    with _alone("postgresql"):
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        unfinished = f"unfinished_{name}"
        admin.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
        admin.execute(f'CREATE DATABASE "{unfinished}"')
        if dump.exists():
            _run("pg_restore", "--dbname", unfinished, "--exit-on-error", str(dump))
        else:
            server = {key: quote(str(value), safe="") for key, value in _server().items()}
            _migrate("postgresql://{user}:{password}@{host}:{port}/".format(**server) + unfinished)
            _run("pg_dump", "--format", "custom", "--file", str(dump) + ".unfinished", unfinished)
            Path(str(dump) + ".unfinished").rename(dump)
            _keep_latest(dump)
        admin.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


@contextmanager
def _on_postgresql(suffix: str) -> Iterator[None]:
    name = f"test_civic{suffix}"
    with psycopg.connect(**_server(), dbname=connection.settings_dict["NAME"], autocommit=True) as admin:
        template = _postgresql_template(admin)
        with _alone("postgresql"):  # a template is copied by one at a time
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _use(name)
        yield
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connections.databases["default"]["NAME"] = connection.settings_dict["NAME"] = name


# What `migrate` made, and no test of ours changes.
MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}


def _empty(_case: TransactionTestCase) -> None:
    """In the place of Django's `flush`. Deleting nothing is what costs the least, on both engines."""
    made = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    emptied = "".join(f'DELETE FROM "{name}";' for name in sorted(made - MADE_BY_MIGRATE))
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL session_replication_role = replica; {emptied}"
            )  # no order of foreign keys
    else:
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            cursor.executescript(f"BEGIN; {emptied} COMMIT;")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In the place of pytest-django's, which migrates for every process of every run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    provide = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with (
        django_db_blocker.unblock(),
        provide(f"_{worker}" if worker else ""),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        # Django asks the engine once a process what it can do: no test that counts statements is to be the first.
        assert connection.features.supports_json_field
        yield
        connection.close()
