"""Messages are found by their thread and number, marks by their thread and the person. The index by the thread alone made
a plan that is kept for all threads read the whole of a long one.

The index alone is dropped, while others read: to alter the field would check each row's thread once more, behind a lock."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    while_read = "CONCURRENTLY" if connection.vendor == "postgresql" else ""
    for table in ("threads_message", "threads_participant"):
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table)
            for name, one in found.items():
                if one["index"] and not one["unique"] and one["columns"] == ["thread_id"]:
                    cursor.execute(f"DROP INDEX {while_read} {connection.ops.quote_name(name)}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("threads", "0010_automatic")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=name,
                    name="thread",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="threads.thread",
                    ),
                )
                for name in ("message", "participant")
            ],
            database_operations=[
                migrations.RunPython(drop_indexes, migrations.RunPython.noop, elidable=True)
            ],
        )
    ]
