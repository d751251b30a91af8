"""What the hub reads. It acts for everyone at once: who receives a change is decided by its topic."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q

from civic.live.models import Change, HubHeartbeat


class ChangeRow(NamedTuple):
    id: int
    topic: str
    name: str
    data: dict[str, Any]
    created_at: datetime


_COLUMNS = ChangeRow._fields
MOST_READ = 1000


def recent_changes(since: datetime, limit: int) -> list[ChangeRow]:
    """The newest since then, oldest first; at least the very last one, if there is any."""
    rows = Change.objects.filter(created_at__gte=since).order_by("-id").values_list(*_COLUMNS)[:limit]
    found = [ChangeRow(*row) for row in rows][::-1]
    if found:
        return found
    newest = Change.objects.aggregate(newest=Max("id"))["newest"]
    return [ChangeRow(*row) for row in Change.objects.filter(pk=newest).values_list(*_COLUMNS)]


def changes_after(top: int, gaps: Collection[int]) -> list[ChangeRow]:
    """What is newer than `top`, and those of `gaps` that have come to light since."""
    wanted = Q(id__gt=top) | Q(id__in=gaps) if gaps else Q(id__gt=top)
    return [
        ChangeRow(*row)
        for row in Change.objects.filter(wanted).order_by("id").values_list(*_COLUMNS)[:MOST_READ]
    ]


def hub_last_seen_at() -> datetime | None:
    """When any hub was last alive."""
    return HubHeartbeat.objects.aggregate(last=Max("last_seen_at"))["last"]
