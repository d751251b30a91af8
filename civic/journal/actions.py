from django.db import models
from django.utils import timezone

from civic.core.viewer import Viewer
from civic.journal.events import Event
from civic.journal.models import Entry


def record(
    event: Event,
    *,
    viewer: Viewer | None = None,
    target: models.Model | None = None,
    commune_id: int | None = None,
) -> Entry:
    """Write down what happened, in the caller's transaction, and let those who listen be told after it."""
    from civic.journal import tasks

    if commune_id is None and viewer and viewer.commune:
        commune_id = viewer.commune.id
    heard = event.kind in Event.receivers
    entry = Entry.objects.create(
        commune_id=commune_id,
        actor_id=viewer.person_id if viewer else None,
        acted_for_town_hall=bool(viewer and viewer.is_town_hall),
        kind=event.kind,
        data=event.as_data(),
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        dispatched_at=None if heard else timezone.now(),
    )
    if heard:
        tasks.dispatch.enqueue(entry_id=str(entry.pk))
    return entry
