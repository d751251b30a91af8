"""Names of before are written as those typed from now on."""

import pytest

from tests.migrating import migrate_to, models_at

BEFORE = [("accounts", "0012_favourites")]
AFTER = [("accounts", "0013_names_well_written")]
TYPED = {
    ("JEAN-PIERRE", "FABRON"): "Jean-Pierre Fabron",
    ("honoré", "d'estienne d'orves"): "Honoré d’Estienne d’Orves",
    ("Anne", "Le Goff"): "Anne Le Goff",
    ("Patrice", "MacMahon"): "Patrice MacMahon",
    ("Conan", "O'BRIEN"): "Conan O’Brien",
}


@pytest.fixture
def before(transactional_db):
    with models_at(*BEFORE) as models:
        yield models


def test_names_of_before_are_well_written(before):
    people = before.get_model("accounts", "Person").objects
    for number, (first, last) in enumerate(TYPED):
        people.create(email=f"{number}@exemple.test", first_name=first, last_name=last)
    people = migrate_to(*AFTER).get_model("accounts", "Person").objects
    found = [f"{person.first_name} {person.last_name}" for person in people.order_by("email")]
    assert found == list(TYPED.values())
