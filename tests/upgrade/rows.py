"""Every row of a database in a form that depends on no engine: one table after the other, as JSON lines.

Models are those of the migrations, not today's: a table is found by the name it had, whatever became of it since.
"""

import base64
import json
import lzma
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

type Migration = tuple[str, str]  # app label, name


def applied_migrations() -> list[Migration]:
    return sorted(MigrationExecutor(connection).loader.applied_migrations)


def apps_at(migrations: list[Migration]) -> Apps:
    """The models as these migrations leave them."""
    return MigrationExecutor(connection).loader.project_state(migrations).apps


def migrate_to(migrations: list[Migration]) -> None:
    """Apply exactly these, and those alone, to an empty database."""
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    wanted = set(migrations)
    last = [
        one for one in migrations
        if not any(child.key in wanted and child.key[0] == one[0] for child in nodes[one].children)
    ]  # fmt: skip
    executor.migrate(last)
    applied = set(applied_migrations())
    assert applied == wanted, sorted(applied ^ wanted)


def write(path: Path, apps: Apps) -> None:
    with lzma.open(path, "wt", encoding="utf-8", preset=9) as file:
        for model in _tables(apps):
            fields = [field.attname for field in model._meta.concrete_fields]
            file.write(_line({"table": model._meta.label_lower, "fields": fields}))
            for row in model._base_manager.order_by("pk").values_list(*fields):
                file.write(_line(row))


def read(path: Path) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """Table, fields, rows."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        table, fields, rows = "", [], []
        for line in map(json.loads, file):
            if isinstance(line, dict):
                if rows:
                    yield table, fields, rows
                table, fields, rows = line["table"], line["fields"], []
            else:
                rows.append(line)
        if rows:
            yield table, fields, rows


@transaction.atomic
def restore(path: Path, apps: Apps) -> None:
    """Replace whatever the migrations have put into these tables."""
    tables = list(_tables(apps))
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    for table, names, rows in read(path):
        model = apps.get_model(table)
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_name[name] for name in names]
        objects = [
            model(**{field.attname: _value(field, value) for field, value in zip(fields, row, strict=True)})
            for row in rows
        ]
        size = connection.ops.bulk_batch_size(fields, objects)
        for start in range(0, len(objects), size):
            # As `loaddata` does: what is recorded is written, whatever a field would make of it on saving.
            batch = objects[start : start + size]
            model._base_manager.get_queryset()._insert(batch, fields=fields, using=connection.alias, raw=True)
    for statement in connection.ops.sequence_reset_sql(no_style(), tables):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def counts() -> dict[str, int]:
    """Rows by table of the database, as it is now."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found


def _tables(apps: Apps) -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: Any) -> str:
    """What JSON has no form for, as the field's `to_python` reads it."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, date | time | timedelta | Decimal | UUID):
        return str(value)
    raise TypeError(f"no plain form for {value!r}")


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None:
        return None
    return base64.b64decode(value) if isinstance(field, models.BinaryField) else field.to_python(value)
