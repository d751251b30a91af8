from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="calendarevent",
            index=models.Index(
                condition=models.Q(("going__gt", 0), ("waiting__gt", 0), _connector="OR"),
                fields=["ends_at"],
                name="event_taken_part_in",
            ),
        ),
    ]
