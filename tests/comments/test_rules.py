from datetime import UTC, datetime, timedelta

import pytest

from civic.comments import rules
from civic.comments.models import Comment, Thread
from civic.core.ids import new_id
from civic.core.viewer import CommuneInView, Viewer

HERE = CommuneInView(1, "eze-06", "06059", "Èze", "d’Èze", "Europe/Paris", 1, True)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ME = new_id()


def me(**rank) -> Viewer:
    return Viewer(person_id=ME, commune=HERE, **rank)


def mine(**fields) -> Comment:
    return Comment(**({"author_id": ME, "written_at": NOON} | fields))


@pytest.mark.parametrize(
    ("audience", "viewer", "sees", "speaks"),
    [
        ("public", Viewer(commune=HERE), True, False),
        ("public", me(), True, False),
        ("public", me(membership="pending"), True, False),
        ("public", me(membership="accepted"), True, True),
        ("public", me(membership="accepted", restrictions=frozenset({"comments"})), True, False),
        ("members", Viewer(commune=HERE), False, False),
        ("members", me(membership="accepted"), True, True),
        ("members", me(is_mayor=True), True, True),
        ("town_hall", me(membership="accepted"), False, False),
        ("town_hall", me(rights=frozenset({"page"})), True, True),
    ],
)
def test_who_reads_and_who_speaks(audience, viewer, sees, speaks):
    thread = Thread(commune_id=1, audience=audience)
    assert (rules.may_see(viewer, thread), rules.may_speak(viewer, thread)) == (sees, speaks)
    elsewhere = Thread(commune_id=2, audience=audience)
    assert (rules.may_see(viewer, elsewhere), rules.may_speak(viewer, elsewhere)) == (False, False)


@pytest.mark.parametrize(("minutes", "allowed"), [(0, True), (14.99, True), (15, False), (60 * 24, False)])
def test_one_edits_for_fifteen_minutes(minutes, allowed):
    resident = me(membership="accepted")
    assert rules.may_edit(resident, mine(), NOON + timedelta(minutes=minutes)) is allowed


def test_nobody_edits_what_is_removed_or_anothers_or_after_leaving():
    resident = me(membership="accepted")
    assert not rules.may_edit(resident, mine(removed_at=NOON), NOON)
    assert not rules.may_edit(resident, mine(author_id=new_id()), NOON)
    assert not rules.may_edit(me(membership="left"), mine(), NOON)
    assert not rules.may_edit(me(is_mayor=True), mine(author_id=new_id()), NOON)


def test_one_flags_others_and_not_oneself():
    resident = me(membership="accepted")
    assert rules.may_flag(resident, mine(author_id=new_id()))
    assert not rules.may_flag(resident, mine())
    assert not rules.may_flag(resident, mine(author_id=new_id(), removed_at=NOON))
    assert not rules.may_flag(me(), mine(author_id=new_id()))


def test_who_removes_any():
    assert rules.may_remove_any(me(is_mayor=True))
    assert rules.may_remove_any(me(rights=frozenset({"comments"})))
    assert not rules.may_remove_any(me(rights=frozenset({"publish"})))
    assert not rules.may_remove_any(me(membership="accepted"))
