"""Migrations undone and applied again in a test: what is there in between was written by the code of before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

type Migration = tuple[str, str]  # app label, name


def undo_to(*targets: Migration) -> None:
    """As `migrate` does, each from the models that it builds upon. Django goes through the migrations of every app on
    the way, with all models rendered again at each step: eight seconds where this takes 0.3."""
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(list(targets)):
        state = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
        executor.unapply_migration(state, migration)


def migrate_to(*targets: Migration) -> Apps:
    """The models as they then are. Without targets, all of the latest."""
    executor = MigrationExecutor(connection)
    wanted = list(targets) or executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    return executor.loader.project_state(wanted).apps


@contextmanager
def models_at(*targets: Migration, latest: tuple[str, ...] = ()) -> Iterator[Apps]:
    """The models as they were, with those of the apps `latest` as they are; all migrations are applied again in the
    end."""
    undo_to(*targets)
    loader = MigrationExecutor(connection).loader
    others = [node for node in loader.graph.leaf_nodes() if node[0] in latest]
    try:
        yield loader.project_state([*targets, *others]).apps
    finally:
        migrate_to()
