"""Asking to belong, and being answered."""

import pytest
from django.http import Http404

from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.journal.models import Entry
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.decisions import AlreadyAnswered
from civic.memberships.actions.joining import (
    confirm_memberships_of,
    follow_commune,
    leave_commune,
    request_membership,
    unfollow_commune,
)
from civic.memberships.enums import MembershipStatus, Proof
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import home_slug
from civic.memberships.queries.residents import PAGE_SIZE, Filters, bounded_counts, resident_page
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory


def residents(commune):
    return TownHall.objects.get(commune=commune).residents


def kinds_of(membership):
    entries = Entry.objects.filter(target_id=str(membership.pk)).order_by("recorded_at", "id")
    return list(entries.values_list("kind", flat=True))


def test_asking_twice_is_asking_once(commune):
    person = PersonFactory()
    first = request_membership(person=person, commune=commune, words="Bonjour")
    again = request_membership(person=person, commune=commune, words="Encore moi")
    assert (again.pk, again.words) == (first.pk, "Bonjour")
    assert kinds_of(first) == ["memberships.MembershipRequested"]


def test_an_unconfirmed_request_is_not_seen_by_the_town_hall(commune, mayor, viewer_of):
    person = PersonFactory()
    membership = request_membership(person=person, commune=commune, confirmed=False)
    viewer = viewer_of(mayor, commune)
    assert bounded_counts(viewer)["attente"] == 0
    with pytest.raises(Http404):
        accept_membership(viewer=viewer, membership_id=membership.pk, proof="known")
    confirm_memberships_of(person=person)
    assert bounded_counts(viewer)["attente"] == 1


def test_accepting_counts_a_resident_and_keeps_the_proof(commune, mayor, applicant, viewer_of):
    before = residents(commune)
    membership = accept_membership(
        viewer=viewer_of(mayor, commune), membership_id=applicant.memberships.get().pk, proof="electoral_roll"
    )
    assert (membership.status, membership.proof_seen, membership.decided_by) == (
        "accepted",
        "electoral_roll",
        mayor,
    )
    assert residents(commune) == before + 1
    assert viewer_of(applicant, commune).is_member


def test_the_second_agent_learns_who_was_first(commune, mayor, delegate, applicant, viewer_of):
    request = applicant.memberships.get()
    accept_membership(viewer=viewer_of(delegate, commune), membership_id=request.pk, proof="known")
    with pytest.raises(Refusal, match="déjà été acceptée par Denise Adjointe"):
        refuse_membership(viewer=viewer_of(mayor, commune), membership_id=request.pk, words="Non")
    assert applicant.memberships.get().status == MembershipStatus.ACCEPTED


def test_a_refusal_needs_words(commune, mayor, applicant, viewer_of):
    with pytest.raises(Refusal, match="Dites en quelques mots"):
        refuse_membership(
            viewer=viewer_of(mayor, commune), membership_id=applicant.memberships.get().pk, words=" \u200b "
        )


def test_after_a_refusal_one_may_ask_again(commune, mayor, applicant, viewer_of):
    viewer = viewer_of(mayor, commune)
    request = applicant.memberships.get()
    refuse_membership(viewer=viewer, membership_id=request.pk, words="Il manque votre rue.")
    again = request_membership(person=applicant, commune=commune, words="4 rue du Four")
    assert (again.pk, again.status, again.decision_words) == (request.pk, MembershipStatus.PENDING, "")


@pytest.mark.parametrize("decide", ["accept", "refuse"])
def test_a_decision_can_be_undone(commune, mayor, applicant, viewer_of, decide):
    viewer, request, before = viewer_of(mayor, commune), applicant.memberships.get(), residents(commune)
    if decide == "accept":
        accept_membership(viewer=viewer, membership_id=request.pk, proof="known")
    else:
        refuse_membership(viewer=viewer, membership_id=request.pk, words="Non")
    reopen_membership(viewer=viewer, membership_id=request.pk)
    request.refresh_from_db()
    assert (request.status, request.decided_by, request.proof_seen) == ("pending", None, "")
    assert residents(commune) == before
    with pytest.raises(Refusal, match="déjà en attente"):
        reopen_membership(viewer=viewer, membership_id=request.pk)


def test_nothing_is_undone_of_who_left_since(commune, mayor, applicant, viewer_of):
    viewer, request, before = viewer_of(mayor, commune), applicant.memberships.get(), residents(commune)
    accept_membership(viewer=viewer, membership_id=request.pk, proof="known")
    leave_commune(viewer=viewer_of(applicant, commune))
    with pytest.raises(AlreadyAnswered, match="a été retirée"):
        reopen_membership(viewer=viewer, membership_id=request.pk)
    assert (applicant.memberships.get().status, residents(commune)) == ("left", before)


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_a_delegate_without_the_right_decides_nothing(commune, delegate, applicant, viewer_of):
    viewer, request = viewer_of(delegate, commune), applicant.memberships.get()
    with pytest.raises(NotAllowed):
        accept_membership(viewer=viewer, membership_id=request.pk, proof="known")
    with pytest.raises(NotAllowed):
        resident_page(viewer, MembershipStatus.PENDING, Filters())


def test_a_mayor_reaches_no_request_of_another_commune(
    commune, other_mayor, other_commune, applicant, viewer_of
):
    viewer = viewer_of(other_mayor, other_commune)
    with pytest.raises(Http404):
        accept_membership(viewer=viewer, membership_id=applicant.memberships.get().pk, proof="known")


def test_automatic_acceptance_is_written_down_as_such(commune):
    TownHall.objects.update(accepts_automatically=True)
    membership = request_membership(person=PersonFactory(), commune=commune)
    assert (membership.status, membership.proof_seen, membership.decided_by) == (
        "accepted",
        Proof.AUTOMATIC,
        None,
    )
    assert residents(commune) == 1


def test_leaving_and_coming_back(commune, resident, viewer_of):
    before = residents(commune)
    leave_commune(viewer=viewer_of(resident, commune))
    leave_commune(viewer=viewer_of(resident, commune))
    assert residents(commune) == before - 1
    assert not viewer_of(resident, commune).is_member
    assert request_membership(person=resident, commune=commune).status == MembershipStatus.PENDING


def test_the_list_goes_on_by_cursor_oldest_first(clock, commune, mayor, viewer_of):
    for number in range(PAGE_SIZE + 3):
        if number % 5 == 0:  # else at the same instant
            clock.forward(minutes=1)
        request_membership(person=PersonFactory(), commune=commune)
    viewer = viewer_of(mayor, commune)
    first = resident_page(viewer, MembershipStatus.PENDING, Filters())
    second = resident_page(viewer, MembershipStatus.PENDING, Filters(), after=first.next_after)
    seen = [membership.pk for membership in first.memberships + second.memberships]
    waiting = Membership.objects.filter(commune=commune, status=MembershipStatus.PENDING)
    assert seen == list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True))
    assert second.next_after == ""
    for made_up in ("hier", "d", "d" + "x" * 32, f"z{viewer.own_id.hex}", f"d{viewer.own_id}", "d\x00"):
        with pytest.raises(Http404):
            resident_page(viewer, MembershipStatus.PENDING, Filters(), after=made_up)


def test_following_twice_and_stopping(empty_commune, viewer_of):
    person = PersonFactory()
    for _ in range(2):
        follow_commune(viewer=viewer_of(person, empty_commune))
    assert viewer_of(person, empty_commune).communes == (
        (empty_commune.pk, empty_commune.slug, "Sanmairie", "public"),
    )
    unfollow_commune(viewer=viewer_of(person, empty_commune))
    assert viewer_of(person, empty_commune).communes == ()


def test_home_is_where_one_is_mayor_then_accepted_then_waited_for(commune, other_commune, mayor, viewer_of):
    person = PersonFactory()
    request_membership(person=person, commune=commune)
    assert home_slug(viewer_of(person, commune)) == commune.slug
    TownHall.objects.filter(commune=other_commune).update(accepts_automatically=True)
    request_membership(person=person, commune=other_commune, residence="second")
    assert home_slug(viewer_of(person, commune)) == other_commune.slug
    request_membership(person=mayor, commune=other_commune)
    assert home_slug(viewer_of(mayor, commune)) == commune.slug


def test_who_was_accepted_long_ago_is_not_put_back_to_waiting(commune, mayor, resident, viewer_of, clock):
    membership = Membership.objects.get(person=resident)
    Membership.objects.filter(pk=membership.pk).update(decided_at=now())
    viewer = viewer_of(mayor, commune)
    clock.forward(hours=23)
    reopen_membership(viewer=viewer, membership_id=membership.pk)
    accept_membership(viewer=viewer, membership_id=membership.pk, proof="known")
    clock.forward(hours=25)
    with pytest.raises(Refusal, match="plus d’un jour"):
        reopen_membership(viewer=viewer, membership_id=membership.pk)
    assert viewer_of(resident, commune).is_member
