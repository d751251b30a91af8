"""« Je m’en occupe »."""

from datetime import timedelta

import pytest
import time_machine
from django.http import Http404

from civic.core.clock import now
from civic.delegations.actions import withdraw_delegation
from civic.delegations.models import Delegation
from civic.desk.actions.claims import ClaimedBefore, TaskDone, claim_task, purge_claims, release_task
from civic.desk.models import Claim
from civic.desk.queries.tasks import desk_of
from civic.desk.rules import CLAIM_LASTS
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory

SOURCE = "membership_request"


@pytest.fixture
def request_id(commune, applicant):
    return Membership.objects.get(person=applicant).pk


@pytest.fixture
def colleague(delegate_with):
    return delegate_with(MANAGE_RESIDENTS, first_name="Denise", last_name="Adjointe")


def test_a_double_click_takes_it_once(commune, mayor, request_id, viewer_of):
    for _ in range(2):
        claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)
    assert [claim.person_id for claim in Claim.objects.all()] == [mayor.pk]
    assert list(Entry.objects.values_list("kind", "acted_for_town_hall")) == [("desk.TaskClaimed", True)]


def test_the_second_reads_who_has_it(commune, mayor, colleague, request_id, viewer_of):
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    with pytest.raises(ClaimedBefore, match="Denise Adjointe s’en occupe déjà"):
        claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)
    assert desk_of(viewer_of(mayor, commune)).tasks[0].claim.person_id == colleague.pk


def test_what_is_done_cannot_be_taken(commune, mayor, request_id, viewer_of):
    Membership.objects.filter(pk=request_id).update(status="accepted")
    with pytest.raises(TaskDone):
        claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)


def test_what_one_may_not_do_does_not_exist(commune, delegate_with, request_id, viewer_of):
    with pytest.raises(Http404):
        claim_task(viewer=viewer_of(delegate_with(EDIT_PAGE), commune), source=SOURCE, task_id=request_id)


def test_what_waits_elsewhere_is_not_there(commune, mayor, other_commune, viewer_of):
    twin = MembershipFactory(commune=other_commune, person=PersonFactory(), status="pending")
    with pytest.raises(TaskDone):
        claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=twin.pk)
    assert not Claim.objects.exists()


def test_one_lets_go_of_ones_own_alone(commune, mayor, colleague, request_id, viewer_of):
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    release_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)
    assert Claim.objects.count() == 1
    release_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    assert not Claim.objects.exists()


def test_it_lasts_some_days_without_anything_done(commune, mayor, colleague, request_id, viewer_of):
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    with time_machine.travel(now() + CLAIM_LASTS, tick=False):
        assert desk_of(viewer_of(mayor, commune)).tasks[0].claim is None
        claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)
        assert [claim.person_id for claim in Claim.objects.all()] == [mayor.pk]


def test_the_night_takes_away_what_is_over(commune, mayor, colleague, request_id, viewer_of):
    others = [MembershipFactory(commune=commune, person=PersonFactory(), status="pending") for _ in range(2)]
    for pk in (request_id, *(other.pk for other in others)):
        claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=pk)
    Membership.objects.filter(pk=request_id).update(status="refused")
    Claim.objects.filter(task_id=others[0].pk).update(claimed_at=now() - CLAIM_LASTS - timedelta(minutes=1))
    purge_claims()
    assert [claim.task_id for claim in Claim.objects.all()] == [others[1].pk]
    Delegation.objects.filter(person=colleague).update(ends_at=now() - timedelta(minutes=1))
    purge_claims()
    assert not Claim.objects.exists()


def test_it_ends_with_the_delegation(commune, mayor, colleague, request_id, viewer_of, run_jobs):
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    delegation = Delegation.objects.get(person=colleague)
    withdraw_delegation(viewer=viewer_of(mayor, commune), delegation_id=delegation.pk)
    run_jobs()
    assert not Claim.objects.exists()


def test_on_the_page(commune, mayor, colleague, request_id, client_of):
    address = f"/{commune.slug}/mairie/"
    browser = client_of(mayor)
    task = {"task": f"{SOURCE}.{request_id.hex}"}
    assert browser.post(f"{address}s-en-occuper/", task)["Location"] == address
    assert "Vous vous en occupez" in browser.get(address).content.decode()
    other = client_of(colleague)
    assert f"{mayor.full_name} s’en occupe" in other.get(address).content.decode()
    refused = other.post(f"{address}s-en-occuper/", task)
    assert refused.status_code == 422
    assert f"{mayor.full_name} s’en occupe déjà" in refused.content.decode()
    browser.post(f"{address}laisser/", task)
    assert "s’en occupe" not in other.get(address).content.decode()


def test_it_counts_while_one_may_do_it(commune, mayor, colleague, request_id, viewer_of, client_of):
    """The right goes, the delegation stays."""
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    Delegation.objects.filter(person=colleague).update(rights=[EDIT_PAGE])
    assert desk_of(viewer_of(mayor, commune)).tasks[0].claim is None
    claim_task(viewer=viewer_of(mayor, commune), source=SOURCE, task_id=request_id)
    assert [claim.person_id for claim in Claim.objects.all()] == [mayor.pk]


def test_the_mayor_takes_over(commune, mayor, colleague, request_id, viewer_of, client_of):
    claim_task(viewer=viewer_of(colleague, commune), source=SOURCE, task_id=request_id)
    address, task = f"/{commune.slug}/mairie/", {"task": f"{SOURCE}.{request_id.hex}"}
    browser = client_of(mayor)
    assert "Je reprends" in browser.get(address).content.decode()
    assert browser.post(f"{address}reprendre/", task)["Location"] == address
    assert [claim.person_id for claim in Claim.objects.all()] == [mayor.pk]
    other = client_of(colleague)
    assert "Je reprends" not in other.get(address).content.decode()
    assert other.post(f"{address}reprendre/", task).status_code == 403


@pytest.mark.parametrize("task", ["", "x", "membership_request.", "nothing.0190", "a.b.c"])
def test_what_names_no_task(commune, mayor, client_of, task):
    client_of(mayor).post(f"/{commune.slug}/mairie/s-en-occuper/", {"task": task})
    assert not Claim.objects.exists()
