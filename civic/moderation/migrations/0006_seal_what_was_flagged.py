"""Flags of before get the copy of what they are about, as it stands now."""

from typing import Any

from django.db import migrations

FLAGGED = {"posts.post": ("title", "body"), "threads.message": ("encrypted_body", "body")}


def seal(apps: Any, schema_editor: Any) -> None:
    flags = apps.get_model("moderation", "Flag").objects
    for label, fields in FLAGGED.items():
        targets = apps.get_model(label).objects
        for flag in flags.filter(target_type=label, sealed_copy="").iterator():
            if target := targets.filter(pk=flag.target_id).first():
                texts = [getattr(target, field) for field in fields]
                flag.sealed_copy = "\n".join(text for text in texts if text)
                flag.author_id = target.author_id
                flag.save(update_fields=["sealed_copy", "author"])


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_sealed_copy"),
        ("posts", "0006_unpublished_threads"),
        ("threads", "0004_features"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
