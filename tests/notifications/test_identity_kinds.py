"""Who hears of changes of identity."""

from datetime import date

import pytest

from civic.accounts.models import Person
from civic.core.clock import now
from civic.memberships.actions import identity
from civic.notifications.models import Notification
from civic.notifications.queries import inbox
from civic.town_halls.enums import MANAGE_RESIDENTS
from tests.accounts.mails import mails_to, text_of
from tests.communes.factories import MembershipFactory


@pytest.fixture
def in_both(resident, other_commune):
    MembershipFactory(commune=other_commune, person=resident)


@pytest.fixture
def change(commune, resident, viewer_of):
    Person.objects.filter(pk=resident.pk).update(
        identity_accepted_at=now(), first_name="Zoé", last_name="Noir"
    )
    return identity.ask_identity_change(
        viewer=viewer_of(resident, commune),
        first_name="Zoé",
        last_name="Blanc",
        civility="",
        birth_date=date(1960, 5, 17),
        reason="marriage",
        words="Le 3 mai",
    )


@pytest.fixture
def unread(commune, viewer_of, run_jobs):
    def count(*people):
        run_jobs()
        return [inbox.unread(viewer_of(person, commune)).total for person in people]

    return count


def test_the_town_hall_is_asked_and_the_person_hears_of_the_acceptance(
    commune, mayor, resident, delegate_with, change, unread, viewer_of
):
    agent, other = delegate_with(MANAGE_RESIDENTS), delegate_with()
    assert unread(mayor, agent, other, resident) == [1, 1, 0, 0]
    asked = " ".join(text_of(mails_to(mayor.email)[-1]).split())
    assert "Zoé Noir, désormais Zoé Blanc." in asked
    assert "Le 3 mai" in asked
    identity.accept_identity_change(viewer=viewer_of(agent, commune), answer_id=change.answers.get().pk)
    assert unread(mayor, agent, other, resident) == [0, 0, 0, 1]
    assert "Vous êtes désormais Zoé Blanc" in text_of(mails_to(resident.email)[-1])


def test_an_acceptance_that_is_taken_back_asks_again(
    in_both, change, commune, mayor, resident, delegate_with, viewer_of, unread
):
    agent = delegate_with(MANAGE_RESIDENTS)
    act = {"viewer": viewer_of(agent, commune), "answer_id": change.answers.get(commune=commune).pk}
    assert unread(mayor, resident) == [1, 0]
    identity.accept_identity_change(**act)
    assert unread(mayor, resident) == [0, 0]
    identity.take_back_acceptance(**act)
    assert unread(mayor, resident) == [1, 0]


def test_a_refusal_brings_its_words(commune, mayor, resident, change, unread, viewer_of):
    identity.refuse_identity_change(
        viewer=viewer_of(mayor, commune), answer_id=change.answers.get().pk, words="Passez nous voir."
    )
    assert unread(mayor, resident) == [0, 1]
    assert "Passez nous voir." in text_of(mails_to(resident.email)[-1])
    assert Notification.objects.get(person=resident).url == "/mon-compte/identite/"


def test_a_request_that_is_withdrawn_asks_nobody_any_more(
    commune, mayor, resident, change, unread, viewer_of
):
    assert unread(mayor) == [1]
    identity.withdraw_identity_change(viewer=viewer_of(resident, commune))
    assert unread(mayor, resident) == [0, 0]
