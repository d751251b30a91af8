"""Of who was accepted by several town halls before, each acceptance counts, also of one that they left since: taking the
last one back does not let go of a name that another town hall accepted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce


def count(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("memberships", "Membership").objects.filter(
        Q(status="accepted") | Q(status="left") & ~Q(proof_seen="")
    )
    delegations = apps.get_model("delegations", "Delegation").objects.filter(accepted_at__isnull=False)
    standing = _of_person(memberships) + _of_person(delegations)
    held = apps.get_model("accounts", "Person").objects.exclude(identity_accepted_at=None)
    few = held.annotate(standing=standing).filter(standing__gt=F("identity_acceptances"))
    few.update(identity_acceptances=standing)


def _of_person(rows: "QuerySet") -> Coalesce:
    counted = rows.filter(person=OuterRef("pk")).order_by().values("person").annotate(many=Count("pk"))
    return Coalesce(Subquery(counted.values("many")), 0)


class Migration(migrations.Migration):
    dependencies = [
        ("delegations", "0003_identities_accepted"),
        ("memberships", "0009_identities_accepted"),
        ("accounts", "0018_order_of_email_changes"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
