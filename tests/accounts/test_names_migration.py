"""Names of before are written as those typed from now on."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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
    """The models as they were; all migrations are applied again in the end."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    yield MigrationExecutor(connection).loader.project_state(BEFORE).apps
    MigrationExecutor(connection).migrate(latest)


def test_names_of_before_are_well_written(before):
    people = before.get_model("accounts", "Person").objects
    for number, (first, last) in enumerate(TYPED):
        people.create(email=f"{number}@exemple.test", first_name=first, last_name=last)
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    people = executor.loader.project_state(AFTER).apps.get_model("accounts", "Person").objects
    found = [f"{person.first_name} {person.last_name}" for person in people.order_by("email")]
    assert found == list(TYPED.values())
