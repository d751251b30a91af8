"""A reminder of tomorrow in a summary comes when all is over: whoever put it there gets it at once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "agenda_reminder_email"


def send_at_once(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    inboxes = apps.get_model("notifications", "Inbox").objects
    for summary in ("daily", "weekly"):
        for inbox in inboxes.filter(**{f"choices__{NAME}": summary}).iterator():
            del inbox.choices[NAME]
            inbox.save(update_fields=["choices"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_reach")]

    operations = [migrations.RunPython(send_at_once, migrations.RunPython.noop)]
