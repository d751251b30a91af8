"""First steps that were put away; the papers that bring residents."""

import django.db.models.deletion
from django.db import migrations, models

import civic.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0016_failed_imports"),
        ("desk", "0001_claims"),
    ]

    operations = [
        migrations.CreateModel(
            name="HiddenSteps",
            fields=[
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="communes.commune",
                    ),
                ),
                ("hidden_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="communes.commune",
                    ),
                ),
                ("file_id", models.UUIDField(default=civic.core.ids.new_id)),
                ("digest", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
