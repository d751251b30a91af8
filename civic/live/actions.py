"""Says what changed. Call these in the transaction of the change: one that is rolled back is never announced."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.live import rules
from civic.live.enums import CHANNEL, RIGHTS, SIGNED_OUT
from civic.live.models import Change, HubHeartbeat

RETENTION = timedelta(hours=1)


def publish(*, topic: str, name: str, data: dict[str, Any] | None = None) -> None:
    """Notify the open pages of `topic` (see rules) that `name` happened; they hear it once the transaction is
    committed.

    `data`: ids and counts, nothing personal. Raises ValueError for what is no topic, no name, or too long.
    """
    publish_all(topics=[topic], name=name, data=data)


@transaction.atomic
def publish_all(*, topics: Sequence[str], name: str, data: dict[str, Any] | None = None) -> None:
    """The same for many topics at once: as many statements as for one."""
    data = data or {}
    fits = rules.is_name(name) and len(json.dumps(data)) <= rules.LONGEST_DATA
    if not fits or not all(map(rules.is_topic, topics)):
        raise ValueError(f"not to be published: {topics!r} {name!r}")
    Change.objects.bulk_create(
        (Change(topic=topic, name=name, data=data) for topic in topics), batch_size=1000
    )
    if topics and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def rights_changed(*, person_id: UUID) -> None:
    """Whatever decides what this person sees was given, taken or ended: the hub looks at their rights again."""
    publish(topic=rules.person_topic(person_id), name=RIGHTS)


def signed_out(*, person_id: UUID) -> None:
    """A session of this person ended. All their connections end with it: a session lives in its cookie alone and has no
    name; browsers that are still signed in connect again a second later and miss nothing."""
    publish(topic=rules.person_topic(person_id), name=SIGNED_OUT)


def record_heartbeat(*, name: str, connections: int) -> None:
    HubHeartbeat.objects.update_or_create(
        name=name, defaults={"last_seen_at": now(), "connections": connections}
    )


def delete_heartbeat(*, name: str) -> None:
    HubHeartbeat.objects.filter(name=name).delete()


@job(lane=Lane.UPKEEP)
def purge_old_changes(*, moment: datetime | None = None) -> None:
    """The newest one stays, whatever its age: a hub that starts reads from it where the numbering is."""
    before = (moment or now()) - RETENTION
    newest = Change.objects.aggregate(newest=Max("id"))["newest"]
    Change.objects.filter(created_at__lt=before).exclude(pk=newest).delete()
    HubHeartbeat.objects.filter(last_seen_at__lt=before).delete()  # of hubs that were killed
