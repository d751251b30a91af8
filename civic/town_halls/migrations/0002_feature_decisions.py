"""What a town hall decided of its rubrics takes the place of the list of those that are on: one that it never decided on
follows its default."""

from django.db import migrations, models

# What there was to decide on, all of it on by default.
KNOWN = ("posts", "links", "polls", "discussions", "agenda")


def keep_decisions(apps, schema_editor):
    TownHall = apps.get_model("town_halls", "TownHall")
    for hall in TownHall.objects.order_by("pk").iterator():
        hall.feature_decisions = {key: False for key in KNOWN if key not in hall.features}
        if hall.feature_decisions:
            hall.save(update_fields=["feature_decisions"])


class Migration(migrations.Migration):
    dependencies = [("town_halls", "0001_from_communes")]

    operations = [
        migrations.AddField("townhall", "feature_decisions", models.JSONField(default=dict)),
        migrations.RunPython(keep_decisions, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("townhall", "features"),
    ]
