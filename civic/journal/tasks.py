from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from civic.journal.events import Event
from civic.journal.models import Entry

KEPT = timedelta(days=365)


@task
def dispatch(entry_id: str) -> None:
    """Tell every receiver. One that fails does not keep the others waiting; the job is then tried again."""
    entry = Entry.objects.filter(pk=entry_id, dispatched_at=None).first()
    if entry is None:
        return
    event = Event.from_data(entry.kind, entry.data)
    failures = []
    for receiver in Event.receivers.get(entry.kind, []):
        try:
            receiver(event)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("receivers failed", failures)
    Entry.objects.filter(pk=entry_id).update(dispatched_at=timezone.now())


@task
def sweep_undispatched() -> None:
    """Pick up what a lost or dead job left behind."""
    waiting = Entry.objects.filter(dispatched_at=None, recorded_at__lt=timezone.now() - timedelta(minutes=30))
    for entry_id in waiting.values_list("pk", flat=True)[:1000]:
        dispatch.enqueue(entry_id=str(entry_id))


@task
def forget_old_entries() -> None:
    """The journal is kept for twelve months."""
    Entry.objects.filter(recorded_at__lt=timezone.now() - KEPT, dispatched_at__isnull=False).delete()
