import django.db.models.deletion
from django.db import migrations, models

import civic.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0005_features_of_town_halls"),
        ("media", "0002_used_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="presentation",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="office",
            name="slogan",
            field=models.CharField(blank=True, max_length=140, verbose_name="slogan"),
        ),
        migrations.AddField(
            model_name="townhall",
            name="colour",
            field=models.CharField(
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
        migrations.AddField(
            model_name="townhall",
            name="corrections",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="townhall",
            name="emblem",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="media.media"
            ),
        ),
        migrations.AddField(
            model_name="townhall",
            name="emblem_removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="townhall",
            name="emblem_shown",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="townhall",
            name="presentation",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="townhall",
            name="reminder_days",
            field=models.PositiveSmallIntegerField(default=3),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="media.media"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "media"), name="media_once_per_commune")
                ],
            },
        ),
        migrations.CreateModel(
            name="CvEntry",
            fields=[
                ("id", models.UUIDField(default=civic.core.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=36)),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("month", models.PositiveSmallIntegerField(null=True, verbose_name="mois")),
                ("text", models.CharField(max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cv", to="communes.office"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at", None), _negated=True),
                        fields=["removed_at"],
                        name="cv_entry_removed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "key"), name="one_cv_entry_per_form"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month", None), models.Q(("month__gte", 1), ("month__lte", 12)), _connector="OR"
                        ),
                        name="cv_entry_month",
                    ),
                ],
            },
        ),
    ]
