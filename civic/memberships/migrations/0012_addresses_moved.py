"""Each membership gets the address that its person had for all of them: town halls go on reading what they read. By
batches, each its own transaction; what was cut short is simply done again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.communes.directory.streets import parts_of

BATCH = 1000


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the person has stays for now: processes of before still show it, and `move_addresses` takes it away."""
    memberships = apps.get_model("memberships", "Membership").objects
    wanting = memberships.exclude(person__postal_address="").exclude(status="left").filter(street="")
    rows = wanting.select_related("person").order_by("pk")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        for membership in batch:
            address = parts_of(membership.person.postal_address)
            membership.street, membership.postal_code, membership.town = address
        memberships.bulk_update(batch, ["street", "postal_code", "town"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("memberships", "0011_addresses"), ("accounts", "0015_email_change")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
