"""How much each person sent, hour by hour, by itself: the rows of files go when these are removed."""

from collections import Counter
from datetime import timedelta

from django.db import migrations, models

from civic.core.clock import now


def count_last_day(apps, schema_editor):
    files = apps.get_model("media", "Media").objects.filter(created_at__gt=now() - timedelta(days=1))
    sent = Counter()
    for owner_id, at, size in files.exclude(owner_id=None).values_list("owner_id", "created_at", "size"):
        sent[owner_id, at.replace(minute=0, second=0, microsecond=0)] += size
    counts = apps.get_model("media", "UploadedBytes")
    counts.objects.bulk_create(
        counts(owner_id=owner_id, hour=hour, bytes=size) for (owner_id, hour), size in sent.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0005_sizes"),
    ]

    operations = [
        migrations.CreateModel(
            name="UploadedBytes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner_id", models.UUIDField()),
                ("hour", models.DateTimeField(db_index=True)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner_id", "hour"), name="one_count_of_bytes_per_hour")
                ],
            },
        ),
        migrations.RunPython(count_last_day, migrations.RunPython.noop, elidable=True),
    ]
