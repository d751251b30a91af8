"""Names that were typed in capitals or small letters alone are written as those typed from now on. Searches and orders
fold both, so nothing else is to be made again. By batches; what was cut short is simply done again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.core.text import name_typed

BATCH = 1000
LONGEST = 60


def write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    people = apps.get_model("accounts", "Person").objects
    rows = people.only("first_name", "last_name").order_by("pk")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        changed = []
        for person in batch:
            written = name_typed(person.first_name)[:LONGEST], name_typed(person.last_name)[:LONGEST]
            if written != (person.first_name, person.last_name):
                person.first_name, person.last_name = written
                changed.append(person)
        people.bulk_update(changed, ["first_name", "last_name"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0012_favourites")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
