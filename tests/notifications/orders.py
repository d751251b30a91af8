"""Jobs that come in another order than that of their events, as where a worker was killed or a first try failed."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from civic.core.clock import now
from civic.journal.models import Entry
from civic.worker.enums import JobStatus
from civic.worker.models import Job


def orders_of(many: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("order", list(permutations(range(many))), ids=str)


def handle_in(order: Sequence[int], target_id: object) -> None:
    """The last events about this target, the earliest being 0."""
    entries = Entry.objects.filter(target_id=str(target_id)).order_by("-pk")[: len(order)]
    oldest_first = list(entries)[::-1]
    waiting = Job.objects.filter(arguments__has_key="entry_id", status=JobStatus.READY)
    jobs = {job.arguments["entry_id"]: job.pk for job in waiting}
    for place, which in enumerate(order):
        job = jobs[str(oldest_first[which].pk)]
        Job.objects.filter(pk=job).update(due_at=now() - timedelta(minutes=len(order) - place))
