"""Each name is given the form that all have which the eye takes for it. By batches, each its own transaction; what was cut
short is simply done again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.core.text import skeleton

BATCH = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("memberships", "Membership").objects
    rows = memberships.select_related("person").order_by("pk")
    rows = rows.only("person__first_name", "person__last_name")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        for membership in batch:
            person = membership.person
            membership.look = skeleton(f"{person.first_name} {person.last_name}")[:130]
        memberships.bulk_update(batch, ["look"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("memberships", "0005_names_that_look_alike")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
