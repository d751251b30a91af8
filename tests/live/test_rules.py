from dataclasses import replace
from uuid import UUID

import pytest

from civic.core.viewer import VISITOR, Belonging, Viewer
from civic.live import rules

ANNE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    ("role", "heard"),
    [
        ("public", {"public"}),
        ("member", {"public", "members"}),
        ("town_hall", {"public", "members", "town_hall"}),
    ],
)
def test_each_role_hears_its_audiences(role, heard):
    viewer = Viewer(person_id=ANNE, communes=(Belonging(7, "eze-06", "Èze", role),))
    assert rules.topics_of(viewer) == {f"person:{ANNE}", *(f"commune:7:{audience}" for audience in heard)}


def test_each_commune_by_its_own_role_and_staff_none():
    communes = (Belonging(7, "a", "A", "member"), Belonging(8, "b", "B", "public"))
    viewer = Viewer(person_id=ANNE, communes=communes)
    own = {f"person:{ANNE}", "commune:7:public", "commune:7:members", "commune:8:public"}
    assert rules.topics_of(viewer) == own
    assert rules.topics_of(Viewer(person_id=ANNE, is_staff=True)) == {f"person:{ANNE}"}


def test_a_visitor_hears_nothing():
    assert rules.topics_of(VISITOR) == frozenset()
    assert rules.topics_of(replace(VISITOR, communes=(Belonging(7, "a", "A", "town_hall"),))) == frozenset()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("٣", None),
        ("9" * 19, None),
        (" 1", None),
    ],
)
def test_last_id(text, number):
    assert rules.last_id(text) == number


@pytest.mark.parametrize("topic", ["commune:7", "commune:0:public", "commune:7:staff", "person:1", "all", ""])
def test_no_topic(topic):
    assert not rules.is_topic(topic)
