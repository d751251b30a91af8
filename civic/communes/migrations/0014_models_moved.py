"""The models stand in their own apps now: `communes` lets go of them. Nothing changes in the database."""

from django.db import migrations

# Those that point at others first.
MOVED = [
    "ProofFile", "ProofRequest", "AddressWord", "Solicitation", "Follow", "Membership",
    "CvEntry", "CommunePhoto", "Office", "TownHall", "Delegation", "Restriction",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0013_tables_of_new_apps"),
        ("town_halls", "0001_from_communes"),
        ("memberships", "0001_from_communes"),
        ("delegations", "0001_from_communes"),
        ("restrictions", "0001_from_communes"),
        ("moderation", "0003_restriction_in_its_app"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(model) for model in MOVED]
        )
    ]
