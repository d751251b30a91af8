from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.models import Q


def gather_the_last(apps: Any, schema_editor: Any) -> None:
    """That were written since: none is from here on, the table being this transaction's alone."""
    import_module("civic.notifications.migrations.0007_one_row_per_object").gather(apps, schema_editor)
    schema_editor.connection.check_constraints()  # of what was deleted: PostgreSQL makes no index before


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_one_row_per_object")]

    operations = [
        migrations.RemoveConstraint("Notification", "one_own_row_per_event"),
        migrations.RunPython(gather_the_last, migrations.RunPython.noop),
        migrations.AddConstraint(
            "Notification",
            models.UniqueConstraint(
                fields=["person", "target_id", "kind"],
                condition=Q(person__isnull=False),
                name="one_own_row_per_object",
            ),
        ),
        migrations.RemoveIndex("Notification", "notification_of_person"),
        migrations.RemoveIndex("Notification", "notification_of_source"),
        migrations.AddIndex(
            "Notification",
            models.Index(
                fields=["person", "-position"],
                name="notification_of_person",
                condition=Q(person__isnull=False, withdrawn_at=None, cleared_at=None),
            ),
        ),
        migrations.AddIndex(
            "Notification",
            models.Index(
                fields=["commune", "kind"],
                name="notification_own_of_commune",
                condition=Q(person__isnull=False, withdrawn_at=None),
            ),
        ),
    ]
