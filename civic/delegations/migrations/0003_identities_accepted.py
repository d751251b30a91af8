"""Whoever acts for a town hall may not take another name by themselves any more."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Subquery


def accept(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    accepted = apps.get_model("delegations", "Delegation").objects.filter(
        person=OuterRef("pk"), accepted_at__isnull=False
    )
    people = apps.get_model("accounts", "Person").objects.filter(Exists(accepted), identity_accepted_at=None)
    moment = accepted.order_by("accepted_at").values("accepted_at")
    people.update(identity_accepted_at=Subquery(moment[:1]))


class Migration(migrations.Migration):
    dependencies = [("delegations", "0002_mail_refused"), ("accounts", "0014_identity")]

    operations = [migrations.RunPython(accept, migrations.RunPython.noop)]
