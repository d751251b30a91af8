"""What was written beside a flag is sealed as its copy is: it may quote a private message."""

from typing import Any

from django.db import migrations


def seal(apps: Any, schema_editor: Any) -> None:
    flags = apps.get_model("moderation", "Flag").objects
    for flag in flags.exclude(words="").iterator():
        flag.sealed_words, flag.words = flag.words, ""
        flag.save(update_fields=["sealed_words", "words"])


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_sealed_words")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
