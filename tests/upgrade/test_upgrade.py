"""An installation of before is upgraded: nothing is lost, and people see what they saw.

What was there is recorded in `before_*` (see `record.py`). A difference that is meant is named below, with its reason.
"""

import difflib
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
# Pattern of words or addresses that are left out of the comparison, then and now → why they differ.
MEANT: dict[str, str] = {
    r"A clos sans résultat un sondage qui ne pouvait pas être dépouillé": "a poll can be closed without a result",
    r"Ce\s+(qui\s+l’ouvre\s+n’est|secret\s+ne\s+vous)[^<]*?pendant\s+(que\s+le\s+vote\s+est\s+ouvert|le\s+vote)\.": (
        "the secret of a poll is in no copy any more"
    ),
    r"(Publications|Contenus|Sondages|Groupes\s+de\s+discussion|Liens\s+utiles)\s+(programmé|supprimé)e?s"
    r"(\s*:\s*\w+)?\s+jamais(\s+en\s+retard)?|(?<=Sondages.:.)ouverture,": "the clock has one line for all contents",
    r"Répondre à .*?(?=Modifier|Supprimer|Signaler)": "comments are answered, as messages of discussions were",
    r"Lien vers ce (commentaire|message), ": "each comment has an address of its own, as messages had",
    r"/fils/[^/]+/commentaires/\?avant=": "a place in a thread is a number, no longer a moment",
    r"(\d+\s+)?Notifications(,\s+\d+\s+non\s+lues)?": "what is said of one thing to one person is one line",
    r"Vos\s+envois\s+Une\s+photo.*?Pas\s+sur\s+vos\s+appareils": "work that failed is announced to who asked for it",
    r"/refuser/(\?liste=\w+)?$": "a refusal leads back to the list that it came from",
    r"(\[checked\]\s+)?Rester\s+connecté": "« Rester connecté » is for who ticks it",
    r"Votre\s+compte\s+parle\s+au\s+nom\s+de\s+la\s+commune.*?Activer\s+la\s+connexion\s+renforcée": (
        "mayors are advised to have strong authentication"
    ),
}
# Pattern of addresses whose page answers otherwise → why.
OTHERWISE: dict[str, str] = {
    r"^/accueil/$": "the platform's people without a commune land on their own page",
    r"/actualites/[^/]+/modifier/$": "a video's file and its captions are fields of the form",
    r"/mairie/delegations/journal/": "a comment in the journal leads to the comment",
    r"^/mon-compte/notifications/": "answers to oneself have choices of their own",
    r"^/notifications/": "what is said of one thing to one person is one line",
    r"^/plateforme/envois/$": "the scheduled tasks stand app by app",
    r"/fils/[^/]+/commentaires/\?avant=": "a place in a thread is a number, no longer a moment",
    r"/commentaires/[^/]+/(modifier|retirer|signaler)/$": "« Annuler » leads back to the comment itself",
}
FEW = 12  # differences that a failure shows


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
    for name in ("pages.jsonl.xz", "pages_later.jsonl.xz"):
        differences = list(_differences(pages.read(record / name), pages.read(tmp_path / name)))
        assert not differences, f"{name}: {len(differences)} differ\n\n" + "\n\n".join(differences[:FEW])


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


def _differences(before: list[Seen], after: list[Seen]) -> Iterator[str]:
    for then, now in zip(before, after, strict=True):
        if any(re.search(pattern, then.address) for pattern in OTHERWISE):
            continue
        said = []
        if then.status != now.status:
            said.append(f"  answers {now.status}, not {then.status}")
        elif _without_spaces(then.text) != _without_spaces(now.text):
            said += _other_words(_cut(then.text), _cut(now.text))
        if gone := sorted(_meant(then.leads_to) - _meant(now.leads_to)):
            said.append(f"  leads no more to {gone[:6]}")
        if said:
            yield "\n".join([f"{then.person or 'a visitor'} at {then.address}", *said])


def _without_spaces(text: str) -> str:
    """Where a template breaks its lines changes nothing for who reads the page."""
    return "".join(_cut(text).split())


def _cut(text: str) -> str:
    """Without what is meant to differ."""
    for pattern in MEANT:
        text = re.sub(pattern, "", text)
    return text


def _meant(addresses: list[str]) -> set[str]:
    """Without hyphens: one engine writes the id of a cursor with them, the other one without."""
    kept = (one for one in addresses if not any(re.search(pattern, one) for pattern in MEANT))
    return {one.replace("-", "") for one in kept}


def _other_words(then: str, now: str) -> list[str]:
    old, new = then.split(), now.split()
    changes = [
        f"  - {' '.join(old[a:b])}\n  + {' '.join(new[c:d])}"
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    return changes[:6]
