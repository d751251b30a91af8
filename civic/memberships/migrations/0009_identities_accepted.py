"""Whom a town hall accepted before may not take another name by themselves any more."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def accept(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    accepted = apps.get_model("memberships", "Membership").objects.filter(
        Q(status="accepted") | Q(status="left") & ~Q(proof_seen=""), person=OuterRef("pk")
    )
    moment = accepted.annotate(moment=Coalesce("decided_at", "requested_at")).order_by("moment")
    people = apps.get_model("accounts", "Person").objects.filter(Exists(accepted), identity_accepted_at=None)
    people.update(identity_accepted_at=Subquery(moment.values("moment")[:1]))


class Migration(migrations.Migration):
    dependencies = [("memberships", "0008_identity"), ("accounts", "0014_identity")]

    operations = [migrations.RunPython(accept, migrations.RunPython.noop)]
