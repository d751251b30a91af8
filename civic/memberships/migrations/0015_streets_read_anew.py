"""« r. du Lavoir », « rue du Lavoir bât 2 » are found with « rue du Lavoir ». By batches, each its own transaction; what
was cut short is simply done again, and what cannot be read stays as it is."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.communes.directory.streets import street_digest
from civic.core.encryption import UnreadableValue

BATCH = 1000


def read_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("memberships", "Membership").objects
    rows = memberships.exclude(street_digest="").only("commune_id", "street", "street_digest").order_by("pk")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        changed = []
        for membership in batch:
            try:
                digest = street_digest(membership.street, membership.commune_id)
            except UnreadableValue:
                continue
            if digest != membership.street_digest:
                membership.street_digest = digest
                changed.append(membership)
        memberships.bulk_update(changed, ["street_digest"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("memberships", "0014_streets_filled")]

    operations = [migrations.RunPython(read_anew, migrations.RunPython.noop)]
