"""« L’agenda » is on for the town halls that are here already, as it is for those that come."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def switch_on(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for hall in apps.get_model("communes", "TownHall").objects.iterator():
        if "agenda" not in hall.features:
            hall.features = [*hall.features, "agenda"]
            hall.save(update_fields=["features"])


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial"), ("communes", "0011_offered_delegations")]

    operations = [migrations.RunPython(switch_on, migrations.RunPython.noop)]
