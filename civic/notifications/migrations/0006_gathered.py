from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_constraint_names")]

    operations = [
        migrations.AddField("notification", "moved_to", models.UUIDField(null=True)),
        migrations.AddField(
            "notification",
            "position",
            models.GeneratedField(
                db_persist=True, expression=Coalesce("moved_to", "id"), output_field=models.UUIDField()
            ),
        ),
        migrations.AddField(
            "notification", "gathered", models.TextField(blank=True, db_default="", default="")
        ),
    ]
