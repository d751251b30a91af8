"""How often one publication was opened is found by its key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0016_failed_imports"),
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="postday",
            index=models.Index(fields=["post_id"], name="statistics_days_of_post"),
        ),
    ]
