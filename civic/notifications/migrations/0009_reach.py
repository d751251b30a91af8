"""How many people a commune’s notification was for, and by which ways."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0008_one_row_constraint"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "notification",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reach",
                        serialize=False,
                        to="notifications.notification",
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("mails", models.PositiveIntegerField(default=0)),
                ("digests", models.PositiveIntegerField(default=0)),
                ("pushes", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
