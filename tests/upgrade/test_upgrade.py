"""An installation of before is upgraded: no row is lost, each address answers as it did, and each person still meets
every text that they met, wherever it stands now: pages may be drawn anew.

What was there is recorded in `before_*` (see `record.py`). A difference that is meant is named below, with its reason.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from civic.core import registry
from tests.upgrade import pages
from tests.upgrade.pages import Seen

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# Table that is gone → the table where its rows are.
MOVED: dict[str, str] = {
    "polls_participation": "polls_voter",
    "communes_townhall": "town_halls_townhall",
    "communes_office": "town_halls_office",
    "communes_cventry": "town_halls_cventry",
    "communes_communephoto": "town_halls_communephoto",
    "communes_membership": "memberships_membership",
    "communes_follow": "memberships_follow",
    "communes_solicitation": "memberships_solicitation",
    "communes_proofrequest": "memberships_proofrequest",
    "communes_prooffile": "memberships_prooffile",
    "communes_addressword": "memberships_addressword",
    "communes_delegation": "delegations_delegation",
    "communes_restriction": "restrictions_restriction",
    "comments_comment": "threads_message",
    "comments_like": "threads_contentlike",
    "comments_thread": "threads_thread",
    "discussions_message": "threads_message",
    "discussions_messagelike": "threads_messagelike",
    "discussions_presence": "threads_participant",
}
# Table that may shrink → why.
EMPTIED: dict[str, str] = {
    "notifications_notification": "what is said of one thing to one person is one row, which counts what came",
}
# Pattern of recorded addresses that answer otherwise → why.
OTHERWISE: dict[str, str] = {
    r"^/accueil/$": "the platform's people without a commune land on their own page",
    r"/fils/[^/]+/commentaires/\?avant=": "a place in a thread is a number, no longer a moment",
}
FEWEST_TEXTS = 1000  # that all those people meet together: the comparison is of something


@pytest.mark.real_time
@pytest.mark.django_db
@pytest.mark.parametrize("record", sorted(HERE.glob("before_*")), ids=lambda folder: folder.name)
def test_what_was_there_is_there_after_the_upgrade(record: Path, tmp_path: Path) -> None:
    with empty_database(tmp_path) as url:
        environment = os.environ | {"DATABASE_URL": url, "TEST_STATE_DIR": str(tmp_path)}
        command = [
            sys.executable,
            "-m",
            "tests.upgrade.replay",
            str(record),
            str(tmp_path),
            *later_features(record),
        ]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-6000:]
    counts = json.loads((tmp_path / "counts.json").read_text())
    assert _lost(counts["before"], counts["after"]) == []
    then, now = (
        [*pages.read(f / "pages.jsonl.xz"), *pages.read(f / "pages_later.jsonl.xz")]
        for f in (record, tmp_path)
    )
    assert _answers_otherwise(then, now) == []
    texts = pages.texts_of(record / "rows.jsonl.xz")
    before = pages.texts_seen(then, texts)
    after = pages.texts_seen([*now, *pages.read(tmp_path / "walked.jsonl.xz")], texts)
    assert sum(map(len, before.values())) > FEWEST_TEXTS
    gone = {person: sorted(seen - after[person]) for person, seen in before.items() if seen - after[person]}
    assert gone == {}


def later_features(record: Path) -> list[str]:
    """Apps with a feature, and those of the tests, that came after the record and took over none of its tables: nobody
    saw anything of them."""
    known = {app for app, _ in json.loads((record / "about.json").read_text())["migrations"]}
    known |= {model._meta.app_label for model in apps.get_models() if model._meta.db_table in MOVED.values()}
    names = {label: apps.get_app_config(label).name for label in registry.descriptors()}
    return [
        names[label]
        for label, app in registry.descriptors().items()
        if label not in known and (app.feature or names[label].startswith("tests."))
    ]


def test_what_came_after_the_record_is_left_out(tmp_path: Path) -> None:
    known = {app for app in registry.descriptors() if app not in {"links", "toys"}}
    (tmp_path / "about.json").write_text(json.dumps({"migrations": [(app, "0001") for app in known]}))
    assert later_features(tmp_path) == ["civic.links", "tests.contents.toys"]


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Of the engine under test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'upgrade.sqlite3'}"
        return
    own, name = connection.settings_dict, f"upgrade_{uuid4().hex}"
    server = f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _lost(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Tables that have fewer rows than before."""
    wanted: dict[str, int] = {}
    for table, count in before.items():
        if table not in EMPTIED and count:
            target = MOVED.get(table, table)
            wanted[target] = wanted.get(target, 0) + count
    return [
        f"{table}: {count} rows before, {after.get(table, 'no table')} now"
        for table, count in wanted.items()
        if after.get(table, -1) < count
    ]


def _answers_otherwise(before: list[Seen], after: list[Seen]) -> list[str]:
    return [
        f"{then.person or 'a visitor'} at {then.address}: {now.status}, not {then.status}"
        for then, now in zip(before, after, strict=True)
        if then.status != now.status and not any(re.search(pattern, then.address) for pattern in OTHERWISE)
    ]
