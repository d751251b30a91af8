"""The slogan is the mayor's and no longer the commune's: whoever comes next writes their own."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def to_office(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    offices = apps.get_model("communes", "Office").objects.filter(ended_at=None)
    for hall in apps.get_model("communes", "TownHall").objects.exclude(slogan="").iterator():
        offices.filter(commune_id=hall.commune_id).update(slogan=hall.slogan)


def to_town_hall(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    halls = apps.get_model("communes", "TownHall").objects
    offices = apps.get_model("communes", "Office").objects.filter(ended_at=None)
    for office in offices.exclude(slogan="").iterator():
        halls.filter(commune_id=office.commune_id).update(slogan=office.slogan)


class Migration(migrations.Migration):
    dependencies = [("communes", "0006_town_hall_pages")]

    operations = [
        migrations.RunPython(to_office, to_town_hall),
        migrations.RemoveField("townhall", "slogan"),
    ]
