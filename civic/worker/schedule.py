"""Turns the scheduled tasks of all apps into jobs, once for each time that a task comes due."""

import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from croniter import croniter
from django.db import IntegrityError, transaction

from civic.core import jobs, registry
from civic.core.clock import now
from civic.worker.models import Heartbeat, ScheduledRun

CLOCK_DRIFT = timedelta(minutes=1)  # between the machines of two schedulers

log = structlog.get_logger("civic.schedule")


def last_due(cron: str, zone: str, moment: datetime) -> datetime:
    """The latest time that came due, this very moment included. A scheduler that slept runs a task once, not once per
    missed time."""
    just_after = moment.astimezone(ZoneInfo(zone)) + timedelta(microseconds=1)
    return croniter(cron, just_after, ret_type=datetime).get_prev(datetime)


def enqueue_due() -> list[str]:
    """Enqueue every task whose time has come and that nobody enqueued yet. Returns their keys."""
    moment = now()
    enqueued = []
    for task in registry.schedule():
        due_at = last_due(task.cron, task.zone, moment)
        runs = ScheduledRun.objects.filter(key=task.key)
        # The clock was ahead and came back: what ran then is due again at its time.
        runs.filter(due_at__gt=moment + CLOCK_DRIFT).delete()
        if runs.filter(due_at__gte=due_at).exists():
            continue
        with contextlib.suppress(IntegrityError), transaction.atomic():  # another scheduler was first
            ScheduledRun.objects.create(key=task.key, due_at=due_at)
            jobs.find(task.job).enqueue()
            enqueued.append(task.key)
    Heartbeat.objects.update_or_create(
        name="scheduler", defaults={"role": "scheduler", "last_seen_at": moment}
    )
    return enqueued
