"""A person's own notifications: one row for each object and sort of news, where there was one for each event."""

from itertools import batched, groupby
from typing import Any
from uuid import UUID

from django.db import migrations
from django.db.models import F

MOST_COUNTED = 99


def gather(apps: Any, schema_editor: Any) -> None:
    notification = apps.get_model("notifications", "Notification")
    notification.objects.update(position=F("id"))
    own = notification.objects.filter(person__isnull=False).order_by("person_id", "target_id", "kind", "id")
    for rows in batched(_people(own), 500, strict=False):
        of_these = own.filter(person_id__in=rows).only(
            "person_id", "target_id", "kind", "event_id", "source_id", "read_at", "cleared_at", "withdrawn_at"
        )
        kept, gone = [], []
        for _, group in groupby(of_these, lambda row: (row.person_id, row.target_id, row.kind)):
            alike = list(group)
            standing = [row for row in alike if row.withdrawn_at is None]
            unread = [row for row in standing if row.read_at is None and row.cleared_at is None]
            latest = (unread or standing or alike)[-1]
            counted = unread[-MOST_COUNTED:] or [latest]
            latest.gathered = "".join(f"{row.event_id.hex}:{row.source_id.hex}," for row in counted)
            kept.append(latest)
            gone += [row.pk for row in alike if row is not latest]
        for some in batched(gone, 500, strict=False):
            notification.objects.filter(pk__in=some).delete()
        notification.objects.bulk_update(kept, ["gathered"], batch_size=200)


def _people(own: Any) -> "list[UUID]":
    return list(own.order_by("person_id").values_list("person_id", flat=True).distinct())


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_gathered")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
