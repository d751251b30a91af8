"""Town halls, memberships, delegations and restrictions become apps. Their tables take the name of their app; rows,
indexes and constraints stay as they are.

After every migration that reads these tables under their old names.
"""

from django.db import migrations

MOVED = {
    "town_halls": ["TownHall", "Office", "CvEntry", "CommunePhoto"],
    "memberships": ["Membership", "Follow", "Solicitation", "ProofRequest", "ProofFile", "AddressWord"],
    "delegations": ["Delegation"],
    "restrictions": ["Restriction"],
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_code_tries"),
        ("agenda", "0002_event_taken_part_in"),
        ("comments", "0002_author_title"),
        ("communes", "0012_agenda_of_town_halls"),
        ("discussions", "0004_version_of_the_form"),
        ("links", "0001_initial"),
        ("moderation", "0002_appeals"),
        ("notifications", "0004_put_away_unread"),
        ("polls", "0002_on_for_town_halls"),
        ("posts", "0003_media_used_by"),
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelTable(model, f"{app}_{model.lower()}")
        for app, models in MOVED.items()
        for model in models
    ]
