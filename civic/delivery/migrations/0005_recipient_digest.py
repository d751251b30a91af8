"""Mails are found by the digest of their address, those that wait or left before included."""

from email.utils import parseaddr
from typing import Any

from django.db import migrations, models

from civic.core.encryption import blind_index


def digest_addresses(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("delivery", "OutgoingMail").objects
    for row in rows.only("recipient").iterator(chunk_size=500):
        address = parseaddr(row.recipient)[1].lower()
        rows.filter(pk=row.pk).update(recipient_digest=blind_index(address))


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_interrupted_deliveries")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="recipient_digest",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(digest_addresses, migrations.RunPython.noop, elidable=True),
    ]
