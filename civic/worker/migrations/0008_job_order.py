"""Jobs that are due at one moment are taken in the order in which they were enqueued: their index says it too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worker", "0007_poll_traces")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_ready"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(status="ready"),
                fields=["queue", "-priority", "due_at", "id"],
                name="job_ready",
            ),
        ),
    ]
