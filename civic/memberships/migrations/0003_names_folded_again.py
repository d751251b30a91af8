"""Names and streets are found by the letters that people type: « sorensen » finds Sørensen. By batches, each its own
transaction; what was cut short is simply done again."""

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.communes.directory.streets import address_digests
from civic.core.text import unaccented

BATCH = 1000


def fold(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("memberships", "Membership").objects
    rows = memberships.select_related("person").order_by("pk")
    words = apps.get_model("memberships", "AddressWord")
    last_id = None
    while batch := list((rows.filter(pk__gt=last_id) if last_id else rows)[:BATCH]):
        last_id = batch[-1].pk
        people = ((one, one.person) for one in batch)
        # Letters of ASCII are folded as before.
        changed = [one for one, p in people if not f"{p.first_name}{p.last_name}{p.postal_address}".isascii()]
        found = []
        for membership in changed:
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
            memberships.bulk_update(changed, ["last_first", "first_last"])
            words.objects.filter(membership__in=[one.pk for one in changed]).delete()
            words.objects.bulk_create(found, batch_size=BATCH)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("memberships", "0002_residents_counted"), ("accounts", "0003_code_tries")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
