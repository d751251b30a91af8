"""Tables that `communes` made, and renamed in its migration 0013: nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civic.communes.models
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
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "adresse e-mail à confirmer"),
                                    ("pending", "en attente"),
                                    ("accepted", "inscrit"),
                                    ("refused", "refusé"),
                                    ("left", "parti"),
                                ],
                                default="unconfirmed",
                                max_length=11,
                            ),
                        ),
                        (
                            "residence",
                            models.CharField(
                                choices=[
                                    ("main", "Résidence principale"),
                                    ("second", "Résidence secondaire"),
                                ],
                                default="main",
                                max_length=6,
                                verbose_name="votre logement",
                            ),
                        ),
                        (
                            "words",
                            models.TextField(blank=True, default="", verbose_name="un mot pour la mairie"),
                        ),
                        ("requested_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "decision_words",
                            models.TextField(blank=True, default="", verbose_name="message à la personne"),
                        ),
                        (
                            "proof_seen",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("electoral_roll", "Liste électorale"),
                                    ("address", "Justificatif de domicile"),
                                    ("second_home", "Justificatif de résidence secondaire"),
                                    ("known", "Personne connue de la mairie"),
                                    ("unstated", "Non précisé"),
                                    ("automatic", "Acceptation automatique"),
                                ],
                                default="",
                                max_length=14,
                                verbose_name="vérifié par",
                            ),
                        ),
                        (
                            "last_first",
                            civic.communes.models.OrdinalCharField(
                                blank=True, db_default="", default="", max_length=130
                            ),
                        ),
                        (
                            "first_last",
                            civic.communes.models.OrdinalCharField(
                                blank=True, db_default="", default="", max_length=130
                            ),
                        ),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "decided_by",
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
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Solicitation",
                    fields=[
                        (
                            "commune",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="solicitation",
                                serialize=False,
                                to="communes.commune",
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("residents_told", models.PositiveIntegerField()),
                        ("mails_sent", models.PositiveIntegerField(default=1)),
                        ("stopped_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="AddressWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=32)),
                        ("last_first", civic.communes.models.OrdinalCharField(max_length=130)),
                        (
                            "commune",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="address_words",
                                to="memberships.membership",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateTimeField(auto_now_add=True)),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="communes.commune",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follows",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "commune"), name="one_follow_per_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProofRequest",
                    fields=[
                        (
                            "membership",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="proof_request",
                                serialize=False,
                                to="memberships.membership",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("words", models.TextField(verbose_name="votre message à la personne")),
                        ("wanted", models.JSONField(default=list)),
                        (
                            "answer",
                            models.TextField(blank=True, default="", verbose_name="un mot pour la mairie"),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ProofFile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=civic.core.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "en préparation"),
                                    ("ready", "prêt"),
                                    ("failed", "en échec"),
                                ],
                                default="waiting",
                                max_length=7,
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=300)),
                        ("content_type", models.CharField(max_length=20)),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField(db_index=True)),
                        (
                            "request",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="memberships.proofrequest",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["commune", "status", "requested_at", "id"], name="membership_by_status"
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["commune", "status", "decided_at", "id"], name="membership_by_decision"
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["commune", "status", "last_first", "id"], name="membership_by_last_name"
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["commune", "status", "first_last", "id"], name="membership_by_first_name"
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(
                        fields=["commune", "status", "residence", "last_first", "id"],
                        name="membership_by_residence",
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(fields=["person", "status"], name="membership_of_person"),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        fields=("commune", "person"), name="one_membership_per_person"
                    ),
                ),
                migrations.AddIndex(
                    model_name="addressword",
                    index=models.Index(
                        fields=["commune", "digest", "last_first", "membership"], name="address_word_sorted"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="addressword",
                    constraint=models.UniqueConstraint(
                        fields=("membership", "digest"), name="address_word_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="prooffile",
                    constraint=models.UniqueConstraint(fields=("request", "digest"), name="proof_file_once"),
                ),
            ]
        )
    ]
