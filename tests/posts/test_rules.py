from dataclasses import replace

import pytest

from civic.contents import rules as contents
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.viewer import CommuneInView, Viewer
from civic.posts import rules
from civic.posts.models import Post

HERE = CommuneInView(1, "eze-06", "06059", "Èze", "d’Èze", "Europe/Paris", 1, True)
VISITOR = Viewer(commune=HERE)
RESIDENT = Viewer(person_id=new_id(), commune=HERE, membership="accepted")
HELPER = Viewer(person_id=new_id(), commune=HERE, rights=frozenset({"residents"}))
PUBLISHER = Viewer(person_id=new_id(), commune=HERE, rights=frozenset({"publish"}))
MAYOR = Viewer(person_id=new_id(), commune=HERE, is_mayor=True)
EVERYONE = {
    "visitor": VISITOR,
    "resident": RESIDENT,
    "helper": HELPER,
    "publisher": PUBLISHER,
    "mayor": MAYOR,
}


@pytest.mark.parametrize(
    ("status", "audience", "who"),
    [
        ("published", "public", {"visitor", "resident", "helper", "publisher", "mayor"}),
        ("published", "members", {"resident", "helper", "publisher", "mayor"}),
        ("scheduled", "public", {"publisher", "mayor"}),
        ("draft", "public", {"publisher", "mayor"}),
    ],
)
def test_who_sees_what(status, audience, who):
    post = Post(commune_id=1, status=status, audience=audience)
    assert {name for name, viewer in EVERYONE.items() if rules.may_see(viewer, post)} == who
    elsewhere = Post(commune_id=2, status=status, audience=audience)
    assert not any(rules.may_see(viewer, elsewhere) for viewer in EVERYONE.values())


@pytest.mark.parametrize("status", ["published", "scheduled", "draft"])
def test_what_is_removed_is_seen_by_nobody_and_found_by_who_manages(status):
    post = Post(commune_id=1, status=status, audience="public", removed_at=now())
    assert not any(rules.may_see(viewer, post) for viewer in EVERYONE.values())
    assert {name for name, viewer in EVERYONE.items() if rules.may_find(viewer, post)} == {
        "publisher",
        "mayor",
    }
    assert rules.media_audience(post) == "town_hall"
    assert contents.thread_audience(post) == "nobody"


def test_who_manages():
    post = Post(commune_id=1, status="published")
    assert {name for name, viewer in EVERYONE.items() if rules.may_manage(viewer, post)} == {
        "publisher",
        "mayor",
    }
    assert not rules.may_manage(replace(MAYOR, commune=replace(HERE, id=2)), post)


@pytest.mark.parametrize(
    ("status", "seen_by", "read_by"),
    [
        ("published", "public", "public"),
        ("scheduled", "town_hall", "nobody"),
        ("draft", "town_hall", "nobody"),
    ],
)
def test_files_and_what_is_said_follow_once_it_is_out(status, seen_by, read_by):
    post = Post(status=status, audience="public")
    assert (rules.media_audience(post), contents.thread_audience(post)) == (seen_by, read_by)
