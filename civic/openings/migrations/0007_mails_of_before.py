from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """The code that left last left by mail: the next one waits as it did."""
    mailed = apps.get_model("openings", "Opening").objects.filter(status="mailed", mailed_at=None)
    mailed.update(mailed_at=F("code_sent_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("openings", "0006_mails"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
