from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_put_away_unread")]

    operations = [
        migrations.RemoveConstraint("Notification", "commune_told_once"),
        migrations.RemoveConstraint("Notification", "person_told_once"),
        migrations.AddConstraint(
            "Notification",
            models.UniqueConstraint(
                fields=["event_id"], condition=Q(person=None), name="one_shared_row_per_event"
            ),
        ),
        migrations.AddConstraint(
            "Notification",
            models.UniqueConstraint(
                fields=["person", "event_id"],
                condition=Q(person__isnull=False),
                name="one_own_row_per_event",
            ),
        ),
    ]
