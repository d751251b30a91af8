"""Changes of address of before get their order, and the second factors that were there when they were asked for;
identities that were accepted get an acceptance."""

from collections import Counter
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    asked: Counter[Any] = Counter()
    authenticators = apps.get_model("mfa", "Authenticator").objects
    for change in apps.get_model("accounts", "EmailChange").objects.order_by("asked_at", "pk").iterator():
        asked[change.person_id] += 1
        change.number = asked[change.person_id]
        before = authenticators.filter(user_id=change.person_id, created_at__lte=change.asked_at)
        change.footholds = [f"mfa.Authenticator.user {key}" for key in before.values_list("pk", flat=True)]
        change.save(update_fields=["number", "footholds"])
    people = apps.get_model("accounts", "Person").objects.exclude(identity_accepted_at=None)
    people.filter(identity_acceptances=0).update(identity_acceptances=1)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_what_was_added_since"),
        ("mfa", "0002_authenticator_timestamps"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
