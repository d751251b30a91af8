"""« x@éze.fr » and « x@xn--ze-9ia.fr » are one mailbox: addresses are kept with their domain in ASCII."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.core.text import mailbox


def rewrite(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    people = apps.get_model("accounts", "Person").objects
    addresses = apps.get_model("account", "EmailAddress").objects
    for pk, email in people.values_list("pk", "email").iterator():
        # Two accounts of one mailbox: the one that was in this form already stays the one that signs in.
        if email.isascii() or people.filter(email=mailbox(email)).exists():
            continue
        people.filter(pk=pk).update(email=mailbox(email))
        for address in addresses.filter(user_id=pk):
            address.email = mailbox(address.email)
            address.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_empty_axes"), ("account", "0001_initial")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
