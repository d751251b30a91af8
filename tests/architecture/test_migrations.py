"""While a release is put in place, processes of the one before still write."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import models
from django.db.migrations import (
    AddField,
    AlterModelTable,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
    SeparateDatabaseAndState,
)
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

# Released with what takes something away. It grows only by what no process of the release before asks for any more.
TAKEN_AWAY = {
    "agenda.0003_life_of_a_content", "comments.0003_moved_to_threads", "communes.0013_tables_of_new_apps",
    "discussions.0006_messages_have_moved", "discussions.0007_life_of_a_content", "links.0002_life_of_a_content",
    "live.0002_hub_heartbeat", "memberships.0002_residents_counted", "polls.0003_life_of_a_content",
    "polls.0004_voter", "polls.0005_no_secret_in_the_database", "posts.0004_life_of_a_content",
    "town_halls.0002_feature_decisions", "worker.0002_heartbeat",
}  # fmt: skip
TAKES_AWAY = (RemoveField, DeleteModel, RenameField, RenameModel, AlterModelTable)


def refused_to_those_of_before(migration: Migration) -> list[str]:
    """Columns that a process which does not know them leaves without a value. On SQLite such a row may be left out in
    silence, on PostgreSQL its whole transaction fails."""
    return [
        f"{operation.model_name}.{operation.name}"
        for operation in _in_the_database(migration.operations)
        if isinstance(operation, AddField) and _needs_a_value(operation.field)
    ]


def taken_from_those_of_before(migration: Migration) -> list[str]:
    """Columns and tables that a process of the release before still asks for: each of its statements fails. Another
    name in code alone keeps `db_column` and stands in the state; what nobody needs any more goes a release later."""
    return [
        operation.describe()
        for operation in _in_the_database(migration.operations)
        if isinstance(operation, TAKES_AWAY)
    ]


def _in_the_database(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _in_the_database(operation.database_operations)
        else:
            yield operation


def _needs_a_value(field: "models.Field[object, object]") -> bool:
    return not (field.null or field.many_to_many or field.generated or field.has_db_default())


def _later_than_the_record(fault: Callable[[Migration], list[str]]) -> dict[str, list[str]]:
    recorded = {tuple(one) for one in json.loads(RECORD.read_text())["migrations"]}
    return {
        f"{app}.{name}": faults
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith("civic.") and (app, name) not in recorded
        if (faults := fault(migration))
    }


def test_a_new_column_takes_what_the_release_before_writes() -> None:
    refused = _later_than_the_record(refused_to_those_of_before)
    assert {name: refused[name] for name in refused.keys() - RELEASED} == {}
    assert refused.keys() >= RELEASED, "what is no longer refused leaves the list"


def test_what_the_release_before_asks_for_is_still_there() -> None:
    taken = _later_than_the_record(taken_from_those_of_before)
    assert {name: taken[name] for name in taken.keys() - TAKEN_AWAY} == {}
    assert taken.keys() >= TAKEN_AWAY, "what takes nothing away leaves the list"


@pytest.mark.parametrize(
    "operation",
    [
        RemoveField("post", "words"),
        DeleteModel("post"),
        RenameField("post", "words", "text"),
        RenameModel("post", "article"),
        AlterModelTable("post", "articles"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_is_taken_away_in_the_state_alone_is_still_there(operation: Operation) -> None:
    migration = Migration("0002", "posts")
    migration.operations = [operation]
    assert taken_from_those_of_before(migration) == [operation.describe()]
    migration.operations = [SeparateDatabaseAndState(state_operations=[operation])]
    assert taken_from_those_of_before(migration) == []


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
