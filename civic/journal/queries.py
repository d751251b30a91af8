from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import models

from civic.core.clock import now
from civic.journal.models import Entry

# A job is tried for some fifteen hours: only when it has given up is there something to pick up.
LEFT_BEHIND_AFTER = timedelta(hours=24)


def left_behind() -> list[UUID]:
    """Entries that someone should have been told of by now."""
    waiting = Entry.objects.filter(dispatched_at=None, recorded_at__lt=now() - LEFT_BEHIND_AFTER)
    return list(waiting.order_by("recorded_at").values_list("pk", flat=True)[:1000])


def latest_kind(target: models.Model, kinds: Iterable[str]) -> str:
    """Which of these kinds of event was the last to happen to the target, "" when none did."""
    entries = Entry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk), kind__in=list(kinds)
    )
    return entries.order_by("-recorded_at", "-id").values_list("kind", flat=True).first() or ""


def latest_of(target: models.Model, limit: int) -> list[Entry]:
    """What happened to the target, the latest first."""
    entries = Entry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))
    return list(entries.order_by("-recorded_at", "-id")[:limit])
