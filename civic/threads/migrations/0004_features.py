"""A thread names the feature of its content, and answers nobody unless it is said whom."""

from typing import Any

from django.db import migrations, models

FEATURES = {"comment": "posts", "discussion": "discussions"}


def name_features(apps: Any, schema_editor: Any) -> None:
    for kind, feature in FEATURES.items():
        apps.get_model("threads", "Thread").objects.filter(kind=kind).update(feature=feature)


class Migration(migrations.Migration):
    dependencies = [("threads", "0003_targets")]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="feature",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="thread",
            name="audience",
            field=models.CharField(
                choices=[
                    ("town_hall", "la mairie seule"),
                    ("members", "administrés inscrits"),
                    ("public", "tout le monde"),
                    ("participants", "ses participants"),
                    ("nobody", "personne"),
                ],
                default="nobody",
                max_length=12,
            ),
        ),
        migrations.RunPython(name_features, migrations.RunPython.noop, elidable=True),
    ]
