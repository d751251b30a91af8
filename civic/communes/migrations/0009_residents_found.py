"""Those who are here already are found by their names and streets, as those who come. By batches, each its own
transaction: a large town is not locked meanwhile, and what was cut short goes on where it was."""

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.communes.directory.streets import address_digests
from civic.core.text import unaccented

BATCH = 1000


def note(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("communes", "Membership")
    words = apps.get_model("communes", "AddressWord")
    last = None
    while True:
        rows = memberships.objects.select_related("person").order_by("pk")
        batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not batch:
            return
        found = []
        for membership in batch:
            person = membership.person
            first, last = unaccented(person.first_name), unaccented(person.last_name)
            membership.last_first = f"{last} {first}"[:130].strip()
            membership.first_last = f"{first} {last}"[:130].strip()
            if membership.status != "left":
                found += [
                    words(
                        commune_id=membership.commune_id,
                        digest=digest,
                        last_first=membership.last_first,
                        membership=membership,
                    )
                    for digest in address_digests(person.postal_address, membership.commune_id)
                ]
        with transaction.atomic():
            memberships.objects.bulk_update(batch, ["last_first", "first_last"])
            words.objects.bulk_create(found, ignore_conflicts=True)
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("communes", "0008_residents")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
