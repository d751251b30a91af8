"""Whom a town hall accepted before, or who acts for one, keeps the name that was accepted."""

from datetime import UTC, datetime

import pytest

from civic.accounts.models import Person
from tests.migrating import migrate_to, models_at

BEFORE = [
    ("memberships", "0007_lookalike_key"),
    ("delegations", "0002_mail_refused"),
    ("accounts", "0013_names_well_written"),
]
AFTER = [("memberships", "0009_identities_accepted"), ("delegations", "0003_identities_accepted")]
FIRST, LATER = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def before(transactional_db, commune, other_commune):
    with models_at(*BEFORE) as models:
        yield models


def test_identities_of_before_are_held(before, commune, other_commune):
    people = before.get_model("accounts", "Person").objects
    memberships = before.get_model("memberships", "Membership").objects
    delegations = before.get_model("delegations", "Delegation").objects

    def belongs(name, place, status, decided_at=None, proof_seen=""):
        person, _ = people.get_or_create(email=f"{name}@exemple.test", first_name=name, last_name="X")
        memberships.create(
            person=person,
            commune_id=place.pk,
            status=status,
            requested_at=FIRST,
            decided_at=decided_at,
            proof_seen=proof_seen,
        )

    belongs("twice", commune, "accepted", LATER, "known")
    belongs("twice", other_commune, "accepted", FIRST, "known")
    belongs("left", commune, "left", LATER, "address")
    belongs("withdrawn", commune, "left")
    belongs("refused", commune, "refused", LATER)
    belongs("waits", commune, "pending")
    delegate = people.create(email="delegate@exemple.test", first_name="delegate", last_name="X")
    invited = people.create(email="invited@exemple.test", first_name="invited", last_name="X")
    for person, accepted_at in ((delegate, LATER), (invited, None)):
        delegations.create(
            commune_id=commune.pk,
            person=person,
            given_by=invited if person == delegate else delegate,
            title="DGS",
            rights=[],
            starts_at=FIRST,
            offered_at=FIRST,
            accepted_at=accepted_at,
        )

    people = migrate_to(*AFTER).get_model("accounts", "Person").objects
    held = people.exclude(identity_accepted_at=None).values_list("first_name", "identity_accepted_at")
    assert dict(held) == {"twice": FIRST, "left": LATER, "delegate": LATER}


@pytest.mark.django_db(transaction=True)
def test_each_acceptance_of_before_counts(commune, other_commune):
    with models_at(("delegations", "0003_identities_accepted"), latest=("memberships", "accounts")) as models:
        people = models.get_model("accounts", "Person").objects
        memberships = models.get_model("memberships", "Membership").objects

        def belongs(name, place, status, proof_seen="known"):
            person, _ = people.get_or_create(
                email=f"{name}@exemple.test", identity_accepted_at=FIRST, identity_acceptances=1
            )
            memberships.create(
                person=person,
                commune_id=place.pk,
                status=status,
                requested_at=FIRST,
                proof_seen=proof_seen,
            )
            return person

        once = belongs("once", commune, "accepted")
        belongs("refused", commune, "accepted")
        belongs("refused", other_commune, "refused", proof_seen="")
        belongs("left", commune, "left")
        left = belongs("left", other_commune, "accepted")
        models.get_model("delegations", "Delegation").objects.create(
            commune_id=commune.pk,
            person=left,
            given_by=once,
            title="DGS",
            rights=[],
            starts_at=FIRST,
            offered_at=FIRST,
            accepted_at=FIRST,
        )
    counts = Person.objects.filter(email__endswith="@exemple.test", identity_accepted_at=FIRST)
    assert dict(counts.values_list("email", "identity_acceptances")) == {
        "once@exemple.test": 1,
        "refused@exemple.test": 1,
        "left@exemple.test": 3,
    }
