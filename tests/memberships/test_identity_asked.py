"""Nobody is called otherwise without a town hall that knows them having been asked."""

from datetime import timedelta
from functools import partial

import pytest

from civic.accounts.actions.account import change_profile
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.memberships.actions.answering import accept_membership, reopen_membership
from civic.memberships.actions.identity import (
    NoLongerAwaited,
    take_back_acceptance,
    withdraw_identity_change,
)
from civic.memberships.actions.joining import keep_as_resident, leave_commune, request_membership
from civic.memberships.actions.mergers import follow_merged_communes
from civic.memberships.models import IdentityChange, Membership
from civic.memberships.queries.identity import answers_awaited
from civic.notifications.models import Notification
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.memberships.names import MARRIED, name_of
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


@pytest.fixture
def other_agent(other_mayor, other_commune, viewer_of):
    return viewer_of(other_mayor, other_commune)


@pytest.fixture
def there(in_both, other_commune):
    """Her registration in the other commune."""
    return in_both.memberships.get(commune=other_commune)


@pytest.mark.parametrize("way", ["taken back", "left"])
def test_a_town_hall_that_accepts_somebody_again_is_asked_again(
    way,
    commune,
    other_commune,
    mayor,
    other_mayor,
    in_both,
    there,
    asks,
    answered,
    other_agent,
    viewer_of,
    run_jobs,
):
    change = asks(in_both, first_name=other_mayor.first_name, last_name=other_mayor.last_name)
    if way == "taken back":
        reopen_membership(viewer=other_agent, membership_id=there.pk)
    else:
        leave_commune(viewer=viewer_of(in_both, other_commune))
        request_membership(person=in_both, commune=other_commune)
    accept_membership(viewer=other_agent, membership_id=there.pk, proof="known")
    run_jobs()
    assert answers_awaited(other_agent).count() == 1
    asked = Notification.objects.get(person=other_mayor, kind="identity_change_asked")
    assert asked.withdrawn_at is None
    answered(change, commune, mayor)
    assert name_of(in_both) == "Marie Dupond"


def test_who_leaves_one_town_hall_after_the_other_is_not_renamed_by_it(
    commune, other_commune, in_both, there, asks, other_agent, viewer_of
):
    Membership.objects.filter(pk=there.pk).update(decided_at=now() + timedelta(minutes=1))
    change = asks(in_both)
    leave_commune(viewer=viewer_of(in_both, other_commune))
    leave_commune(viewer=viewer_of(in_both, commune))
    assert (name_of(in_both), change.answers.filter(waits=True).count()) == ("Marie Dupond", 1)
    assert answers_awaited(other_agent).count() == 1, "the last that had accepted her"


def test_an_undo_renames_nobody_whom_a_commune_that_they_left_knows(
    commune, other_commune, agent, in_both, asks, viewer_of
):
    leave_commune(viewer=viewer_of(in_both, other_commune))
    change = asks(in_both)
    reopen_membership(viewer=agent, membership_id=in_both.memberships.get(commune=commune).pk)
    assert name_of(in_both) == "Marie Dupond"
    assert [one.commune for one in change.answers.filter(waits=True)] == [other_commune]


def test_a_town_hall_that_made_somebody_its_delegate_meanwhile_is_asked(
    commune, other_commune, mayor, other_mayor, marie, asks, answered
):
    change = asks(marie)
    DelegationFactory(commune=other_commune, person=marie, given_by=other_mayor, rights=[])
    answered(change, commune, mayor)
    assert name_of(marie) == "Marie Dupond"
    answered(change, other_commune, other_mayor)
    assert name_of(marie) == "Marie Martin"


def test_the_commune_of_a_former_mayor_who_was_a_resident_already_is_asked(
    commune, other_commune, mayor, other_mayor, asks, answered
):
    for place in (commune, other_commune):
        MembershipFactory(commune=place, person=mayor)
    Person.objects.filter(pk=mayor.pk).update(identity_accepted_at=now())
    change = asks(mayor)
    mayor.offices.update(ended_at=now())
    keep_as_resident(person=mayor, commune_id=commune.pk)
    answered(change, other_commune, other_mayor)
    assert name_of(mayor) != "Marie Martin"
    assert [one.commune for one in change.answers.filter(waits=True)] == [commune]


@pytest.mark.parametrize("said", ["nothing", "yes"])
def test_a_merged_town_hall_answers_in_its_own_name_as_well(
    said, commune, other_commune, mayor, other_mayor, in_both, asks, answered, viewer_of
):
    change = asks(in_both)
    if said == "yes":
        answered(change, other_commune, other_mayor)
    else:
        change.answers.filter(commune=other_commune).update(waits=False)
    Commune.objects.filter(pk=commune.pk).update(merged_into=other_commune)
    follow_merged_communes()
    (answer,) = change.answers.all()
    assert (answer.commune, answer.waits) == (other_commune, said == "nothing")
    assert name_of(in_both) == ("Marie Martin" if said == "yes" else "Marie Dupond")


def test_who_was_renamed_meanwhile_is_read_again_before_they_are_accepted(
    commune, other_commune, mayor, marie, asks, answered, other_agent, clock
):
    asked, read_at = request_membership(person=marie, commune=other_commune), now()
    clock.forward(minutes=1)
    answered(asks(marie), commune, mayor)
    with pytest.raises(Refusal, match="Relisez"):
        accept_membership(viewer=other_agent, membership_id=asked.pk, proof="known", read_at=read_at)


def test_a_change_ends_with_the_last_acceptance_that_is_taken_back(commune, agent, marie, asks, viewer_of):
    change = asks(marie)
    reopen_membership(viewer=agent, membership_id=marie.memberships.get().pk)
    change.refresh_from_db()
    assert (change.state, change.answers.filter(waits=True).exists()) == ("withdrawn", False)
    change_profile(
        viewer=viewer_of(marie, commune),
        fields=MARRIED | {"last_name": "Libre", "mobile": "", "presentation": ""},
    )
    accept_membership(viewer=agent, membership_id=marie.memberships.get().pk, proof="known")
    assert name_of(marie) == "Marie Libre"
    assert not answers_awaited(agent).exists()


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_an_answer_to_a_change_that_ended_is_not_taken_back(
    end, commune, other_commune, mayor, other_mayor, agent, in_both, asks, answered, viewer_of
):
    change = asks(in_both)
    answer = answered(change, commune, mayor)
    if end == "refused":
        answered(change, other_commune, other_mayor, words="Non")
    else:
        withdraw_identity_change(viewer=viewer_of(in_both, commune))
    with pytest.raises(NoLongerAwaited):
        take_back_acceptance(viewer=agent, answer_id=answer.pk)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_undone_at_once_end_as_one_after_the_other(agent, other_agent, in_both, there, asks):
    asks(in_both)
    here = in_both.memberships.exclude(pk=there.pk).get()
    together(
        partial(reopen_membership, viewer=agent, membership_id=here.pk),
        partial(reopen_membership, viewer=other_agent, membership_id=there.pk),
    )
    in_both.refresh_from_db()
    assert in_both.identity_accepted_at is None
    assert IdentityChange.objects.get().state == "withdrawn"
