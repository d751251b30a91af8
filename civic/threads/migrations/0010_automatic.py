"""The column is added first, and filled in by itself: nobody waits behind its lock meanwhile. The title stays for processes
of the release before, which know such messages by it."""

from typing import Any

from django.db import migrations, models

TITLE = "Réponse automatique"  # by which such a message was known


def find_automatic(apps: Any, schema_editor: Any) -> None:
    """A delegate may have been given that function: what they say is an answer, and settles."""
    rows = apps.get_model("threads", "Message").objects.filter(author_title=TITLE, for_town_hall=True)
    rows.filter(settles=False, thread__encrypted=True).update(is_automatic=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("threads", "0009_file_count")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="is_automatic",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(find_automatic, migrations.RunPython.noop, elidable=True),
    ]
