from datetime import timedelta
from uuid import UUID

from django.db import models

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.viewer import Viewer
from civic.journal import queries
from civic.journal.events import Event, recorded
from civic.journal.models import Entry

RETENTION = timedelta(days=365)


def record(
    event: Event,
    *,
    viewer: Viewer | None = None,
    target: models.Model | None = None,
    commune_id: int | None = None,
    title: str = "",
) -> Entry:
    """Write down what happened, in the caller's transaction, and let the receivers hear of it after the commit.

    `title`: in what function, for who begins to act for the town hall by this very act."""
    if commune_id is None and viewer and viewer.commune:
        commune_id = viewer.commune.id
    has_receivers = event.kind in Event.receivers
    # What has no sentence is nobody's act in a town hall's name, such as a mayor who follows another page.
    for_town_hall = bool(viewer and (viewer.is_town_hall or title) and event.sentence)
    entry = Entry.objects.create(
        commune_id=commune_id,
        actor_id=viewer.person_id if viewer else None,
        acted_for_town_hall=for_town_hall,
        actor_title=viewer.title or title if viewer and for_town_hall else "",
        kind=event.kind,
        data=event.as_data(),
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        dispatched_at=None if has_receivers else now(),
    )
    if has_receivers:
        notify_receivers.enqueue(entry_id=entry.pk)
    recorded.send(Entry, entry=entry)
    return entry


@job(lane=Lane.PEOPLE)
def notify_receivers(*, entry_id: UUID) -> None:
    """Call every receiver, once. One that fails does not keep the others waiting; raised at the end, so that the job
    is tried again: receivers are idempotent."""
    entry = Entry.objects.filter(pk=entry_id, dispatched_at=None).first()
    if entry is None:
        return
    event = Event.from_data(entry.kind, entry.data)
    failures = []
    for receiver in Event.receivers.get(entry.kind, []):
        try:
            receiver(event, entry)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("receivers failed", failures)
    Entry.objects.filter(pk=entry_id).update(dispatched_at=now())


@job(lane=Lane.PEOPLE)
def enqueue_left_behind() -> None:
    """Once a day: a new job for the entries whose own was abandoned."""
    for entry_id in queries.left_behind():
        notify_receivers.enqueue(entry_id=entry_id)


@job(lane=Lane.UPKEEP)
def purge_old_entries() -> None:
    """The journal is kept for twelve months; what receivers have not had yet stays until they have."""
    Entry.objects.filter(recorded_at__lt=now() - RETENTION, dispatched_at__isnull=False).delete()
