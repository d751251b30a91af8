"""A person's own notifications: one row for each object and sort of news, where there was one for each event.

Not in one transaction with the constraint: nobody waits for all rows of all people. What processes of before write
meanwhile, the next migration gathers.
"""

from itertools import batched, groupby
from typing import Any
from uuid import UUID

from django.db import migrations

MOST_COUNTED = 99
LENGTH = 66  # of an entry


def gather(apps: Any, schema_editor: Any) -> None:
    notification = apps.get_model("notifications", "Notification")
    own = notification.objects.filter(person__isnull=False).order_by("person_id", "target_id", "kind", "id")
    for people in batched(_people(own.filter(gathered="")), 500, strict=False):
        of_these = own.filter(person_id__in=people).only(
            "person_id", "target_id", "kind", "event_id", "source_id", "gathered", "read_at", "cleared_at",
            "withdrawn_at",
        )  # fmt: skip
        kept, gone = [], []
        for _, group in groupby(of_these, lambda row: (row.person_id, row.target_id, row.kind)):
            alike = list(group)
            standing = [row for row in alike if row.withdrawn_at is None]
            unread = [row for row in standing if row.read_at is None and row.cleared_at is None]
            latest = (unread or standing or alike)[-1]
            entries = "".join(_entries(row) for row in unread or [latest])
            latest.gathered = entries[-MOST_COUNTED * LENGTH :]
            kept.append(latest)
            gone += [row.pk for row in alike if row is not latest]
        for some in batched(gone, 500, strict=False):
            notification.objects.filter(pk__in=some).delete()
        notification.objects.bulk_update(kept, ["gathered"], batch_size=200)


def _entries(row: Any) -> str:
    return row.gathered or f"{row.event_id.hex}:{row.source_id.hex},"


def _people(own: Any) -> "list[UUID]":
    return list(own.order_by("person_id").values_list("person_id", flat=True).distinct())


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_gathered")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
