"""Tables that `communes` made, and renamed in its migration 0013: nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civic.core.ids
import civic.town_halls.models


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0013_tables_of_new_apps"),
        ("media", "0003_emblems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("since", models.DateField(verbose_name="maire depuis")),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("slogan", models.CharField(blank=True, max_length=140, verbose_name="slogan")),
                        ("presentation", models.TextField(blank=True)),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CvEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.CharField(max_length=36)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                        ("month", models.PositiveSmallIntegerField(null=True, verbose_name="mois")),
                        ("text", models.CharField(max_length=300)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cv",
                                to="town_halls.office",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TownHall",
                    fields=[
                        (
                            "commune",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="town_hall",
                                serialize=False,
                                to="communes.commune",
                            ),
                        ),
                        ("joined_at", models.DateTimeField(auto_now_add=True)),
                        ("presentation", models.TextField(blank=True)),
                        ("corrections", models.JSONField(default=dict)),
                        (
                            "accepts_automatically",
                            models.BooleanField(
                                default=False, verbose_name="valider les inscriptions automatiquement"
                            ),
                        ),
                        (
                            "posts_public_by_default",
                            models.BooleanField(
                                default=False, verbose_name="publications publiques par défaut"
                            ),
                        ),
                        (
                            "comments_open_by_default",
                            models.BooleanField(default=True, verbose_name="commentaires ouverts par défaut"),
                        ),
                        ("reminder_days", models.PositiveSmallIntegerField(default=3)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("blue", "Bleu registre"),
                                    ("sea", "Bleu lagon"),
                                    ("forest", "Vert forêt"),
                                    ("olive", "Vert olive"),
                                    ("clay", "Terre cuite"),
                                    ("wine", "Lie-de-vin"),
                                    ("lavender", "Lavande"),
                                    ("slate", "Ardoise"),
                                ],
                                default="blue",
                                max_length=10,
                                verbose_name="couleur",
                            ),
                        ),
                        ("emblem_shown", models.BooleanField(default=False)),
                        ("emblem_removed_at", models.DateTimeField(null=True)),
                        ("features", models.JSONField(default=list)),
                        ("residents", models.PositiveIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "emblem",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="media.media",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CommunePhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "media",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="media.media",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commune", "media"), name="media_once_per_commune"
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="office",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("commune",),
                        name="one_mayor_per_commune",
                    ),
                ),
                migrations.AddIndex(
                    model_name="cventry",
                    index=models.Index(
                        condition=models.Q(("removed_at", None), _negated=True),
                        fields=["removed_at"],
                        name="cv_entry_removed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cventry",
                    constraint=models.UniqueConstraint(
                        fields=("office", "key"), name="one_cv_entry_per_form"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cventry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("month", None), models.Q(("month__gte", 1), ("month__lte", 12)), _connector="OR"
                        ),
                        name="cv_entry_month",
                    ),
                ),
            ]
        )
    ]
