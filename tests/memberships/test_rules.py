from uuid import uuid4

import pytest

from civic.core.viewer import VISITOR, CommuneInView, Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.rules import may_add_words, may_decide
from civic.posts.enums import PUBLISH
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from civic.town_halls.rules import may_change_page, may_manage_residents

HERE = CommuneInView(1, "ici-06", "06001", "Ici", "d’Ici", "Europe/Paris", 1, True)
SOMEONE = uuid4()


def viewer(*rights, mayor=False, person_id=None):
    return Viewer(
        person_id=person_id or uuid4(),
        commune=HERE,
        is_mayor=mayor,
        rights=frozenset(rights),
    )


def request(commune_id=1, status=MembershipStatus.PENDING):
    return Membership(person_id=SOMEONE, commune_id=commune_id, status=status)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (VISITOR, False),
        (viewer(), False),
        (viewer(PUBLISH, EDIT_PAGE, MODERATE_COMMENTS), False),
        (viewer(MANAGE_RESIDENTS), True),
        (viewer(mayor=True), True),
    ],
)
def test_who_answers_requests(who, allowed):
    assert may_manage_residents(who) is allowed
    assert may_decide(who, request()) is allowed


def test_nobody_answers_their_own_request():
    assert not may_decide(viewer(mayor=True, person_id=SOMEONE), request())


def test_nor_one_to_another_commune():
    assert not may_decide(viewer(mayor=True), request(commune_id=2))


def test_a_word_is_added_by_the_applicant_while_it_waits():
    me = viewer(person_id=SOMEONE)
    assert may_add_words(me, request())
    assert not may_add_words(viewer(), request())
    for status in set(MembershipStatus) - {MembershipStatus.PENDING}:
        assert not may_add_words(me, request(status=status))


def test_who_settles_the_page():
    assert may_change_page(viewer(EDIT_PAGE))
    assert may_change_page(viewer(mayor=True))
    assert not may_change_page(viewer(MANAGE_RESIDENTS))
