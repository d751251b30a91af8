"""The journal's entries of an office that ended say with `notify`, and no longer with `tell`, whether the former mayor is
notified."""

from django.db import migrations

KIND = "town_halls.OfficeEnded"


def _rename(apps, old, new):
    entries = apps.get_model("journal", "Entry").objects
    for entry in entries.filter(kind=KIND).order_by("pk"):
        if old in entry.data:
            entry.data[new] = entry.data.pop(old)
            entries.filter(pk=entry.pk).update(data=entry.data)


def rename(apps, schema_editor):
    _rename(apps, "tell", "notify")


def rename_back(apps, schema_editor):
    _rename(apps, "notify", "tell")


class Migration(migrations.Migration):
    dependencies = [("town_halls", "0002_feature_decisions"), ("journal", "0003_event_keys")]

    operations = [migrations.RunPython(rename, rename_back)]
