from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def name_threads(apps: Any, schema_editor: Any) -> None:
    """The thread of a group has the group's key."""
    apps.get_model("discussions", "Discussion").objects.update(thread_id=F("pk"))


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0004_version_of_the_form"),
        ("threads", "0002_from_comments_and_discussions"),
    ]

    operations = [
        migrations.AddField(
            model_name="discussion",
            name="thread",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="threads.thread",
            ),
        ),
        migrations.RunPython(name_threads, migrations.RunPython.noop),
    ]
