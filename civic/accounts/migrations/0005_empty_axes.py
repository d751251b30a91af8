"""What axes kept of wrong passwords held the fields that were posted. Its counts are by e-mail address and by the proxy's
own address: nothing of them can be counted by source. Accounts that were locked have five tries again from each."""

from typing import Any

from django.db import migrations


def empty(apps: Any, schema_editor: Any) -> None:
    for model in ("AccessAttempt", "AccessFailureLog", "AccessLog"):
        apps.get_model("axes", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sign_in_tries"),
        ("axes", "0009_add_session_hash"),
    ]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop, elidable=True)]
