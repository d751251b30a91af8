"""An event becomes rows: one for a commune, or one for each person concerned. Twice does it once."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.text import clean_line
from civic.delivery import actions as delivery
from civic.journal.models import Entry
from civic.live import actions as live
from civic.live.rules import commune_topic, person_topic
from civic.notifications.actions.delivering import deliver_event
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.choices import latest_of_commune


@transaction.atomic
def notify(*, kind: NotificationKind, event: Any, entry: Entry) -> None:
    """Visible at once in the lists of all concerned; mails and pushes follow by jobs."""
    recipients = kind.recipients(event, entry)
    if recipients is None:
        return
    row = {
        "event_id": entry.pk,
        "kind": kind.key,
        "commune_id": recipients.commune_id,
        "actor_id": entry.actor_id,
        # What comes out by itself, at the hour that was chosen, is the town hall's too.
        "for_town_hall": entry.acted_for_town_hall or (entry.actor_id is None and bool(recipients.audience)),
        "target_type": recipients.target_type,
        "target_id": recipients.target_id,
        "source_id": recipients.source_id or recipients.target_id,
        "subject": clean_line(recipients.subject)[:160],
        "url": recipients.url,
        "happened_at": entry.recorded_at,
    }
    if recipients.audience and recipients.commune_id:
        # Lists are read up to an id: below it, everyone would have read this before it came.
        pk = new_id(after=latest_of_commune(recipients.commune_id))
        rows = [Notification(**row, pk=pk, audience=recipients.audience)]
        topics = [commune_topic(recipients.commune_id, recipients.audience)]
    else:
        people = [person_id for person_id in dict.fromkeys(recipients.people) if person_id != entry.actor_id]
        rows = [Notification(**row, person_id=person_id) for person_id in people]
        topics = [person_topic(person_id) for person_id in people]
    if not rows:
        return
    # Those notified before, by this kind or by one that comes first, stay as they are.
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    live.publish_all(topics=topics, name="notification")
    for channel in sorted(kind.channels):
        deliver_event.enqueue(event_id=entry.pk, kind=kind.key, channel=channel)


@transaction.atomic
def withdraw_notifications(*, kind: NotificationKind, target_id: UUID) -> None:
    """The object is gone: lists, badges, digests and mails not yet sent leave it out."""
    rows = _about(kind, target_id).filter(withdrawn_at=None)
    _announce(rows)
    rows.update(withdrawn_at=now())


@transaction.atomic
def renew_notifications(*, kind: NotificationKind, target_id: UUID, event: Any, entry: Entry) -> None:
    """The object came back, or its words changed."""
    recipients = kind.recipients(event, entry)
    if recipients is None:
        return
    rows = _about(kind, target_id)
    came_back = set(rows.exclude(withdrawn_at=None).values_list("event_id", flat=True))
    rows.update(
        withdrawn_at=None,
        subject=clean_line(recipients.subject)[:160],
        url=recipients.url,
        audience=recipients.audience,
    )
    _announce(rows)
    for event_id in came_back:  # who was not notified because it was gone is notified now
        delivery.reopen_withdrawn(event_id=event_id)
        for channel in sorted(kind.channels):
            deliver_event.enqueue(event_id=event_id, kind=kind.key, channel=channel)


def _about(kind: NotificationKind, target_id: UUID) -> "QuerySet[Notification]":
    return Notification.objects.filter(Q(target_id=target_id) | Q(source_id=target_id), kind=kind.key)


def _announce(rows: "QuerySet[Notification]") -> None:
    found = rows.values_list("commune_id", "audience", "person_id").distinct()
    topics = [
        person_topic(person_id) if person_id else commune_topic(commune_id, audience)
        for commune_id, audience, person_id in found
    ]
    live.publish_all(topics=topics, name="notification")
