"""While a release is put in place, processes of the one before still write."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models
from django.db.migrations import AddField, Migration, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

RECORD = Path(__file__).parents[1] / "upgrade" / "before_0010" / "about.json"
# Released without one: they stay as they are, and this list grows no more.
RELEASED = {
    "agenda.0003_life_of_a_content", "delivery.0005_recipient_digest", "discussions.0007_life_of_a_content",
    "links.0002_life_of_a_content", "media.0004_fingerprint", "polls.0003_life_of_a_content",
    "posts.0004_life_of_a_content", "restrictions.0002_form_digest", "threads.0004_features",
    "town_halls.0002_feature_decisions",
}  # fmt: skip


def refused_to_those_of_before(migration: Migration) -> list[str]:
    """Columns that a process which does not know them leaves without a value. On SQLite such a row may be left out in
    silence, on PostgreSQL its whole transaction fails."""
    return [
        f"{operation.model_name}.{operation.name}"
        for operation in _in_the_database(migration.operations)
        if isinstance(operation, AddField) and _needs_a_value(operation.field)
    ]


def _in_the_database(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _in_the_database(operation.database_operations)
        else:
            yield operation


def _needs_a_value(field: "models.Field[object, object]") -> bool:
    return not (field.null or field.many_to_many or field.generated or field.has_db_default())


def test_a_new_column_takes_what_the_release_before_writes() -> None:
    recorded = {tuple(one) for one in json.loads(RECORD.read_text())["migrations"]}
    refused = {
        f"{app}.{name}": columns
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith("civic.") and (app, name) not in recorded
        if (columns := refused_to_those_of_before(migration))
    }
    assert {name: refused[name] for name in refused.keys() - RELEASED} == {}
    assert refused.keys() >= RELEASED, "what is no longer refused leaves the list"


@pytest.mark.parametrize(
    ("field", "refused"),
    [
        (models.TextField(default=""), ["post.words"]),
        (models.TextField(default="", db_default=""), []),
        (models.TextField(null=True), []),
        (models.ManyToManyField("posts.Post"), []),
    ],
)
def test_which_columns_are_refused(field: "models.Field[object, object]", refused: list[str]) -> None:
    migration = Migration("0002", "posts")
    migration.operations = [AddField("post", "words", field)]
    assert refused_to_those_of_before(migration) == refused
    migration.operations = [SeparateDatabaseAndState(database_operations=migration.operations)]
    assert refused_to_those_of_before(migration) == refused
