"""Communes merge: nobody who belonged there is left behind, and nobody is let in who was kept out."""

from datetime import timedelta

import pytest

from civic.communes.actions import directory
from civic.communes.directory.records import CommuneRecord, Reading
from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.journal.models import Entry
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Follow, Membership
from civic.town_halls.models import Office, TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory, OfficeFactory, TownHallFactory

A, L, P, R, U = (MembershipStatus[name] for name in ("ACCEPTED", "LEFT", "PENDING", "REFUSED", "UNCONFIRMED"))


@pytest.fixture
def merge(commune, empty_commune):
    """`empty_commune` becomes part of `commune`. Returns the report of the import."""

    def bring_in(**options):
        reading = Reading()
        reading.add(
            CommuneRecord(
                code=commune.code, name=commune.name, article=commune.article, department="06", siren=None,
                postal_codes=None, population=None, former_codes=(empty_commune.code,),
            ),
            2,
        )  # fmt: skip
        return directory.import_communes(reading=reading, former=[], checksum="a", force=True, **options)

    return bring_in


@pytest.mark.parametrize("status", MembershipStatus)
def test_a_membership_goes_along_as_it_was(merge, commune, empty_commune, status):
    before = MembershipFactory(
        commune=empty_commune, person=PersonFactory(), status=status, residence=Residence.SECOND
    )
    merge()
    after = Membership.objects.get()
    assert (after.pk, after.commune, after.status) == (before.pk, commune, status)
    assert (after.residence, after.requested_at) == (Residence.SECOND, before.requested_at)


@pytest.mark.parametrize(
    ("merged", "there", "wanted"),
    [
        (A, P, A), (P, A, A), (A, U, A), (A, L, A), (L, A, A),
        (P, U, P), (U, P, P), (U, L, U), (P, L, P),
        (A, R, R), (R, P, R), (R, U, R), (R, L, R), (P, R, R), (R, R, R),
        (R, A, A),  # the town hall that lives on accepted this person itself
    ],
)  # fmt: skip
def test_of_two_memberships_one_goes_on(merge, commune, empty_commune, merged, there, wanted):
    person = PersonFactory()
    MembershipFactory(commune=empty_commune, person=person, status=merged, residence=Residence.MAIN)
    MembershipFactory(commune=commune, person=person, status=there, residence=Residence.SECOND)
    merge()
    after = Membership.objects.get()
    assert (after.commune, after.status, after.residence) == (commune, wanted, Residence.MAIN)


def test_residents_are_counted_again(merge, commune, empty_commune, resident, viewer_of):
    TownHallFactory(commune=empty_commune)
    newcomer = PersonFactory()
    for person in (newcomer, resident):
        MembershipFactory(commune=empty_commune, person=person)
    merge()
    assert TownHall.objects.get(commune=commune).residents == 2
    assert TownHall.objects.get(commune=empty_commune).residents == 0
    assert viewer_of(newcomer, commune).is_member


def test_who_followed_the_page_follows_the_new_one_once(merge, commune, empty_commune):
    one, both = PersonFactory(), PersonFactory()
    for person, place in [(one, empty_commune), (both, empty_commune), (both, commune)]:
        Follow.objects.create(person=person, commune=place)
    assert merge().moved["follows"] == 2
    assert set(Follow.objects.values_list("person", "commune")) == {
        (one.pk, commune.pk),
        (both.pk, commune.pk),
    }


def test_offices_and_delegations_of_the_merged_commune_end(merge, commune, mayor, empty_commune):
    TownHallFactory(commune=empty_commune)
    former = PersonFactory()
    OfficeFactory(commune=empty_commune, person=former)
    for ends_at in (None, now() + timedelta(days=300), now() - timedelta(days=3)):
        DelegationFactory(
            commune=empty_commune,
            person=PersonFactory(),
            given_by=former,
            ends_at=ends_at,
            rights=["publish"],
        )
    kept = DelegationFactory(commune=commune, person=PersonFactory(), given_by=mayor, rights=["publish"])
    report = merge()
    assert (report.moved["offices"], report.moved["delegations"]) == (1, 2)
    assert Office.objects.get(ended_at=None).person == mayor
    assert not Delegation.objects.filter(commune=empty_commune, ends_at__gt=now()).exists()
    assert Delegation.objects.get(ends_at=None) == kept


def test_the_report_tells_and_doing_it_again_changes_nothing(merge, commune, empty_commune):
    MembershipFactory(commune=empty_commune, person=PersonFactory())
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in merge().lines()]
    assert "  inscriptions reprises par la nouvelle commune : 1" in said
    rows = list(Membership.objects.values()), list(TownHall.objects.values())
    assert merge().moved == {}
    assert rows == (list(Membership.objects.values()), list(TownHall.objects.values()))
    entry = Entry.objects.get(kind="communes.CommuneMerged")
    assert (entry.commune_id, entry.data["code"], entry.data["memberships"]) == (
        commune.pk, empty_commune.code, 1,
    )  # fmt: skip


def test_a_rehearsal_moves_nobody_and_tells_the_same(merge, empty_commune):
    MembershipFactory(commune=empty_commune, person=PersonFactory())
    assert merge(dry_run=True).moved["memberships"] == 1
    assert Membership.objects.get().commune == empty_commune
