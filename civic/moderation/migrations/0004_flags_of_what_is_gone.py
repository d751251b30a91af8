"""Flags of what was erased, whose words still quote it."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

FLAGGED = ("posts.post", "threads.message")


def forget(apps: Any, schema_editor: Any) -> None:
    flags = apps.get_model("moderation", "Flag").objects
    for label in FLAGGED:
        target = apps.get_model(label).objects.filter(pk=OuterRef("target_id"))
        flags.filter(~Exists(target), target_type=label).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_restriction_in_its_app"),
        ("posts", "0006_unpublished_threads"),
        ("threads", "0004_features"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
