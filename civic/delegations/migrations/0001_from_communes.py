"""Tables that `communes` made, and renamed in its migration 0013: nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civic.core.clock
import civic.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0013_tables_of_new_apps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="fonction")),
                        ("rights", models.JSONField(default=list)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("invited_name", models.CharField(blank=True, max_length=121)),
                        ("invited_email", models.EmailField(blank=True, max_length=254)),
                        ("key", models.CharField(blank=True, max_length=36)),
                        ("offered_at", models.DateTimeField(default=civic.core.clock.now)),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("declined_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["commune", "person"], name="delegation_of_person")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("given_by")), _negated=True),
                                name="no_delegation_to_oneself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_at", None), ("declined_at", None), _connector="OR"
                                ),
                                name="delegation_answered_once",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
