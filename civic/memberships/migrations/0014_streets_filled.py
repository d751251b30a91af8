"""Each membership is found by its street. By batches, each its own transaction; what was cut short is simply done
again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.communes.directory.streets import street_digest

BATCH = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("memberships", "Membership").objects
    rows = memberships.filter(street_digest="").exclude(street="").order_by("pk")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        for membership in batch:
            membership.street_digest = street_digest(membership.street, membership.commune_id)
        memberships.bulk_update(batch, ["street_digest"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("memberships", "0013_street_digest")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
