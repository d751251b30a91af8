"""Mobile numbers of before get the digest that they are found by."""

from typing import Any

from django.db import migrations

from civic.core.encryption import blind_index


def fill(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("accounts", "Person").objects.exclude(mobile="").filter(mobile_key="")
    for person in people.only("pk", "mobile").iterator():
        person.mobile_key = blind_index(f"mobile|{person.mobile}")
        person.save(update_fields=["mobile_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_mobile_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
