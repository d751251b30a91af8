"""Who looks, read in one statement, with the rights of that commune alone."""

from datetime import timedelta

import pytest
from django.http import Http404

from civic.accounts.actions import account as account_actions
from civic.accounts.models import Person
from civic.core import registry
from civic.core.clock import now
from civic.core.viewer import Moved
from civic.delegations.models import Delegation
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Follow
from civic.posts.enums import PUBLISH
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import Office
from civic.viewers.queries.viewer import viewer_for
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory, OfficeFactory


def test_a_visitor_sees_the_commune_and_has_no_right(commune, viewer_of):
    viewer = viewer_of(None, commune)
    assert (viewer.is_authenticated, viewer.is_member, viewer.is_town_hall) == (False, False, False)
    assert (viewer.commune.slug, viewer.commune.of_name) == (commune.slug, "de Villeneuve")
    assert "posts" in viewer.features


@pytest.mark.parametrize("status", MembershipStatus)
def test_only_an_accepted_membership_makes_a_member(commune, viewer_of, status):
    person = PersonFactory()
    MembershipFactory(commune=commune, person=person, status=status)
    viewer = viewer_of(person, commune)
    assert viewer.membership == status
    assert viewer.is_member is (status == MembershipStatus.ACCEPTED)
    assert viewer.is_applicant is (status == MembershipStatus.PENDING)
    assert not viewer.is_town_hall


def test_rights_stay_in_their_commune(commune, other_commune, mayor, resident, delegate, viewer_of):
    for person in (mayor, resident, delegate):
        here, there = viewer_of(person, commune), viewer_of(person, other_commune)
        assert here.is_member
        assert (there.is_member, there.is_town_hall, there.rights) == (False, False, frozenset())


def test_the_mayor_may_all_and_a_former_mayor_nothing(commune, mayor, viewer_of):
    assert all(viewer_of(mayor, commune).may(right) for right in registry.rights())
    Office.objects.update(ended_at=now())
    assert not viewer_of(mayor, commune).is_town_hall


@pytest.mark.at("2026-11-22T10:00")
def test_what_was_over_last_is_said(commune, mayor, other_commune, viewer_of, client_of, clock):
    """As one or the other; of whoever is mayor again, nothing is over."""
    over = clock.at("2026-11-22 09:38+01:00")
    clock.forward(minutes=5)
    Office.objects.filter(commune=commune).update(ended_at=over)
    said = "Votre mandat de maire a pris fin sur cette page le dimanche 22\u00a0novembre à 9\u00a0h\u00a038."
    assert viewer_of(mayor, commune).former.startswith(said)
    assert viewer_of(mayor, other_commune).former == ""
    refused = client_of(mayor).get(f"/{commune.slug}/mairie/")
    assert (refused.status_code, said in refused.content.decode()) == (403, True)
    assert '<a href="/contact/">écrivez-nous</a>.' in refused.content.decode()
    other = PersonFactory()
    earlier, later = over - timedelta(days=1), over + timedelta(minutes=1)
    given = DelegationFactory(
        commune=commune, person=mayor, given_by=other, rights=[PUBLISH], ends_at=earlier
    )
    assert viewer_of(mayor, commune).former.startswith(said)
    Delegation.objects.filter(pk=given.pk).update(ends_at=later)
    assert viewer_of(mayor, commune).former.startswith("Votre procuration a pris fin le dimanche 22")
    OfficeFactory(commune=commune, person=mayor)
    assert viewer_of(mayor, commune).former == ""


def test_delegations_add_up(commune, mayor, delegate_with, viewer_of):
    person = delegate_with(PUBLISH)
    DelegationFactory(commune=commune, person=person, given_by=mayor, rights=[MODERATE_COMMENTS])
    viewer = viewer_of(person, commune)
    assert viewer.rights == {"publish", "comments"}
    assert not viewer.may(MANAGE_RESIDENTS)


@pytest.mark.parametrize(
    "times",
    [{"ends_at": -timedelta(minutes=1)}, {"starts_at": timedelta(minutes=1)}],
    ids=["ended", "not begun"],
)
def test_a_delegation_counts_while_it_runs(commune, delegate_with, viewer_of, times):
    person = delegate_with(PUBLISH)
    Delegation.objects.update(**{name: now() + shift for name, shift in times.items()})
    assert not viewer_of(person, commune).is_town_hall


@pytest.mark.parametrize("who", [None, "mayor"])
def test_one_statement_whoever_looks(commune, mayor, who, client_of, django_assert_num_queries):
    with django_assert_num_queries(1):
        viewer_for(person_id=mayor.pk if who else None, commune_id=commune.pk)


def test_communes_are_listed_once_in_the_order_of_the_alphabet(commune, other_commune, mayor, viewer_of):
    MembershipFactory(commune=commune, person=mayor)
    MembershipFactory(commune=other_commune, person=mayor, status=MembershipStatus.PENDING)
    expected = (
        (other_commune.pk, other_commune.slug, "Autreville", "public"),
        (commune.pk, commune.slug, "Villeneuve", "town_hall"),
    )
    assert viewer_of(mayor, commune).communes == expected


@pytest.mark.parametrize(
    ("status", "role"), [(MembershipStatus.ACCEPTED, "member"), (MembershipStatus.PENDING, "public")]
)
def test_a_membership_gives_its_role(commune, viewer_of, status, role):
    person = PersonFactory()
    MembershipFactory(commune=commune, person=person, status=status)
    assert [own.role for own in viewer_of(person, commune).communes] == [role]


@pytest.mark.parametrize(("rights", "role"), [([PUBLISH], "town_hall"), ([], "public")])
def test_a_delegation_without_rights_opens_nothing(commune, delegate_with, viewer_of, rights, role):
    person = delegate_with(*rights)
    Follow.objects.create(person=person, commune=commune)
    viewer = viewer_of(person, commune)
    assert [own.role for own in viewer.communes] == [role]
    assert viewer.is_town_hall is (role == "town_hall")


def test_a_closed_account_is_a_visitor(commune, resident, viewer_of):
    resident.is_active = False
    resident.save()
    assert not viewer_of(resident, commune).is_authenticated


def test_a_session_of_before_is_a_visitor(commune, resident, client_of):
    browser = client_of(resident)
    assert browser.get("/mon-compte/").status_code == 200
    account_actions.sign_out_everywhere(person=resident)
    assert browser.get("/mon-compte/").status_code == 302
    assert "Connexion" in browser.get(f"/{commune.slug}/commune/").content.decode()


def test_the_viewer_of_a_merged_commune_knows_where_it_went(merged_commune, commune):
    with pytest.raises(Moved) as moved:
        viewer_for(person_id=None, commune_id=merged_commune.pk)
    assert (moved.value.slug, moved.value.name) == (commune.slug, "Vieilleville")


def test_no_such_commune(client, db):
    with pytest.raises(Http404):
        viewer_for(person_id=None, commune_id=999_999)
    assert client.get("/nulle-part-99/commune/").status_code == 404


def test_a_photo_shows_once_it_is_ready(commune, resident, viewer_of):
    photo = Media.objects.create(owner_id=resident.pk, kind=MediaKind.PORTRAIT, status=MediaStatus.WAITING)
    Person.objects.filter(pk=resident.pk).update(photo=photo)
    assert viewer_of(resident, commune).photo_id is None
    Media.objects.filter(pk=photo.pk).update(status=MediaStatus.READY)
    assert viewer_of(resident, commune).photo_id == photo.pk
