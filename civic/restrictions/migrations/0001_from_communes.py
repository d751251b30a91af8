"""Tables that `communes` made, and renamed in its migration 0013: nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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
                    name="Restriction",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.CharField(max_length=36)),
                        ("scopes", models.JSONField(default=list)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("insult", "Propos injurieux"),
                                    ("harassment", "Harcèlement"),
                                    ("off_topic", "Hors sujet répété"),
                                    ("advertising", "Publicité"),
                                    ("impersonation", "Usurpation d’identité"),
                                    ("other", "Autre raison"),
                                ],
                                max_length=13,
                                verbose_name="motif",
                            ),
                        ),
                        ("words", models.TextField(verbose_name="message à la personne")),
                        ("lifted_at", models.DateTimeField(null=True)),
                        (
                            "lifted_words",
                            models.TextField(blank=True, default="", verbose_name="mot d’explication"),
                        ),
                        ("lifted_on_appeal", models.BooleanField(default=False)),
                        ("replaced", models.BooleanField(default=False)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["commune", "-starts_at", "-id"],
                                name="restriction_running",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["ends_at"],
                                name="restriction_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("commune", "person"),
                                name="one_open_restriction",
                            ),
                            models.UniqueConstraint(
                                fields=("commune", "person", "key"), name="one_restriction_per_form"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="restriction_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
