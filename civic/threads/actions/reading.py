"""How far a person has read. A mark only grows: two devices, or a page shown late, take nothing back."""

from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from civic.core.viewer import Viewer
from civic.threads.models import Participant, Thread


def mark_read(*, viewer: Viewer, thread: Thread, number: int) -> int:
    """Of a thread in view: up to a number, or to the last message where that is lower. Returns that number."""
    number = max(0, min(number, thread.last_number))
    read_to(thread_id=thread.pk, person_id=viewer.own_id, number=number)
    return number


def mark_all_read(*, viewer: Viewer, threads: QuerySet[Any]) -> None:
    """`threads`: keys of threads in view."""
    last = Subquery(Thread.objects.filter(pk=OuterRef("thread_id")).values("last_number")[:1])
    own = Participant.objects.filter(person_id=viewer.own_id, thread__in=threads)
    own.filter(read_upto__lt=F("thread__last_number")).update(read_upto=last)
    new = Thread.objects.filter(pk__in=threads).exclude(pk__in=own.values("thread_id"))
    Participant.objects.bulk_create(
        (
            Participant(thread_id=thread_id, person_id=viewer.own_id, read_upto=last_number)
            for thread_id, last_number in new.values_list("pk", "last_number")
        ),
        ignore_conflicts=True,
    )


def read_to(*, thread_id: UUID, person_id: UUID, number: int) -> Participant:
    """In the caller's transaction."""
    own, made = Participant.objects.get_or_create(
        thread_id=thread_id, person_id=person_id, defaults={"read_upto": number}
    )
    if not made and own.read_upto < number:
        Participant.objects.filter(pk=own.pk, read_upto__lt=number).update(read_upto=number)
    return own
