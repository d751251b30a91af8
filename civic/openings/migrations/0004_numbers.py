from django.db import migrations
from django.db.models import Window
from django.db.models.functions import RowNumber


def number(apps, schema_editor):
    """In the order in which they began: of a person in a commune, the one that goes on is the last."""
    rows = apps.get_model("openings", "Opening").objects.annotate(
        place=Window(RowNumber(), partition_by=["commune", "person"], order_by=["started_at", "id"])
    )
    changed = [row for row in rows.only("pk", "number") if row.place != 1]
    for row in changed:
        row.number = row.place
    rows.model.objects.bulk_update(changed, ["number"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("openings", "0003_contested_and_offered"),
    ]

    operations = [
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
