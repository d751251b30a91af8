"""When each mayor began here: their mandate's row was made then, and its key says when."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Now

from civic.core.clock import now
from civic.core.ids import made_at


def fill_in(apps: Any, schema_editor: Any) -> None:
    for office in apps.get_model("town_halls", "Office").objects.iterator():
        office.began_at = min(made_at(office.pk), now())
        office.save(update_fields=["began_at"])


class Migration(migrations.Migration):
    dependencies = [("town_halls", "0007_mayor_terms")]

    operations = [
        migrations.AddField("office", "began_at", models.DateTimeField(default=now, db_default=Now())),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
