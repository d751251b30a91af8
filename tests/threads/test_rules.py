from datetime import UTC, datetime, timedelta

import pytest

from civic.core.ids import new_id
from civic.core.viewer import CommuneInView, Viewer
from civic.discussions.thread_kinds import MESSAGES
from civic.posts.enums import PUBLISH
from civic.threads import rules
from civic.threads.kinds import ThreadKind, register
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS

HERE = CommuneInView(1, "eze-06", "06059", "Èze", "d’Èze", "Europe/Paris", 1, True)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ME = new_id()

pytestmark = pytest.mark.parametrize("kind", [COMMENTS, MESSAGES], ids=lambda kind: kind.key)


def me(**rank) -> Viewer:
    return Viewer(person_id=ME, commune=HERE, **rank)


def mine(kind: ThreadKind, **fields) -> Message:
    thread = Thread(commune_id=1, audience="members", kind=kind.key)
    return Message(**({"author_id": ME, "written_at": NOON, "thread": thread} | fields))


@pytest.mark.parametrize(
    ("audience", "viewer", "sees", "speaks"),
    [
        ("public", Viewer(commune=HERE), True, False),
        ("public", me(), True, False),
        ("public", me(membership="pending"), True, False),
        ("public", me(membership="accepted"), True, True),
        (
            "public",
            me(membership="accepted", restrictions=frozenset({"comments", "discussions"})),
            True,
            False,
        ),
        ("members", Viewer(commune=HERE), False, False),
        ("members", me(membership="accepted"), True, True),
        ("members", me(is_mayor=True), True, True),
        ("town_hall", me(membership="accepted"), False, False),
        ("town_hall", me(rights=frozenset({"page"})), True, True),
        ("nobody", me(is_mayor=True), False, False),
    ],
)
def test_who_reads_and_who_speaks(kind, audience, viewer, sees, speaks):
    thread = Thread(commune_id=1, audience=audience, kind=kind.key)
    assert (rules.may_see(viewer, thread), rules.may_speak(viewer, thread)) == (sees, speaks)
    elsewhere = Thread(commune_id=2, audience=audience, kind=kind.key)
    assert (rules.may_see(viewer, elsewhere), rules.may_speak(viewer, elsewhere)) == (False, False)


@pytest.mark.parametrize(("minutes", "allowed"), [(0, True), (14.99, True), (15, False), (60 * 24, False)])
def test_one_edits_for_fifteen_minutes(kind, minutes, allowed):
    resident = me(membership="accepted")
    assert rules.may_edit(resident, mine(kind), NOON + timedelta(minutes=minutes)) is allowed


def test_nobody_edits_what_is_removed_or_anothers_or_after_leaving(kind):
    resident = me(membership="accepted")
    assert not rules.may_edit(resident, mine(kind, removed_at=NOON), NOON)
    assert not rules.may_edit(resident, mine(kind, author_id=new_id()), NOON)
    assert not rules.may_edit(me(membership="left"), mine(kind), NOON)
    assert not rules.may_edit(me(is_mayor=True), mine(kind, author_id=new_id()), NOON)


def test_one_flags_others_and_not_oneself(kind):
    resident = me(membership="accepted")
    assert rules.may_flag(resident, mine(kind, author_id=new_id()))
    assert not rules.may_flag(resident, mine(kind))
    assert not rules.may_flag(resident, mine(kind, author_id=new_id(), removed_at=NOON))
    assert not rules.may_flag(me(), mine(kind, author_id=new_id()))


def test_who_removes_any(kind):
    assert rules.may_remove_any(me(is_mayor=True), kind)
    assert rules.may_remove_any(me(rights=frozenset({kind.removal_right})), kind)
    assert not rules.may_remove_any(me(rights=frozenset({PUBLISH})), kind)
    assert not rules.may_remove_any(me(membership="accepted"), kind)


def test_a_key_names_one_kind(kind):
    double = ThreadKind(key=kind.key, wording=kind.wording, urls=kind.urls, anchor="autre")
    with pytest.raises(ValueError, match=kind.key):
        register(double)
    assert register(kind) is kind
