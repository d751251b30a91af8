"""Who reads and answers for a town hall is asked for in several shapes: as a rule, as filters of lists and of the desk,
as the people who are told. They are one answer."""

from itertools import product

import pytest

from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.messaging import rules
from civic.messaging.enums import ANSWER_MESSAGES, Addressee, Selection
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import desk
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, MembershipFactory, OfficeFactory
from tests.messaging.factories import ConversationFactory, between_mayors

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(commune, mayor, resident, second_resident, delegate_with, powerless_delegate, staff, stranger):
    former = OfficeFactory(commune=commune, person=PersonFactory(), ended_at=now()).person
    MembershipFactory(commune=commune, person=former)
    return {
        "mayor": mayor,
        "former mayor": former,
        "answers": delegate_with(ANSWER_MESSAGES),
        "answers too": delegate_with(ANSWER_MESSAGES),
        "answers nothing": powerless_delegate,
        "resident": resident,
        "neighbour": second_resident,
        "staff": staff,
        "stranger": stranger,
    }


@pytest.fixture
def conversations(commune, mayor, people):
    """Of each sort, each waiting or not, with residents who may be anybody."""
    offices = {office.person_id: office for office in Office.objects.filter(commune=commune)}
    for name in ("resident", "answers", "former mayor"):
        ConversationFactory(commune=commune, resident=people[name], waiting_since=now())
    for holder, name in product(("mayor", "former mayor"), ("resident", "answers")):
        ConversationFactory(
            commune=commune,
            resident=people[name],
            addressee=Addressee.MAYOR,
            office=offices[people[holder].pk],
            waiting_since=now(),
        )
    for holder, opened in product(("mayor", "former mayor"), (None, "answers", "answers nothing")):
        side = between_mayors(
            offices[people[holder].pk], OfficeFactory(commune=CommuneFactory(), person=PersonFactory())
        )
        side.opened_to = Delegation.objects.get(person=people[opened]) if opened else None
        side.waiting_since = now()
        side.save()
    ConversationFactory(commune=commune, resident=people["neighbour"], waiting_since=None)
    return list(Conversation.objects.filter(commune=commune).select_related("office", "peer", "opened_to"))


def test_every_shape_of_the_question_has_the_same_answer(commune, people, conversations, viewer_of):
    met = set()
    for name, person in people.items():
        viewer = viewer_of(person, commune)
        listed = {
            chosen: {one.pk for one in queries.conversations_of(viewer, chosen).conversations}
            for chosen in Selection
        }
        on_desk = {one.pk for one in desk.waiting(viewer)} if desk.answers_here(viewer) else set()
        for one in conversations:
            answers, waits = rules.reads_for_town_hall(viewer, one), one.waiting_since is not None
            about = (name, one.addressee, one.peer_id, one.opened_to_id)
            assert (one.pk in listed[Selection.ALL]) is rules.may_read(viewer, one, at=now()), about
            assert (one.pk in listed[Selection.WAITING]) is (answers and waits), about
            assert (one.pk in listed[Selection.ANSWERED]) is (answers and not waits), about
            assert (one.pk in on_desk) is (answers and waits), about
            assert (person.pk in queries.people_of_town_hall(one)) is answers, about
            met.add((rules.may_read(viewer, one, at=now()), answers, waits))
    assert met >= {(True, True, True), (True, True, False), (True, False, True), (False, False, True)}
