"""Tasks for the tests of the worker. Each leaves a trace that another process can read: a row of the journal."""

import os
import time

from civic.core.jobs import Lane, job
from civic.journal.models import Entry


@job(lane=Lane.PEOPLE)
def leave_trace(*, word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word, "process": os.getpid()})


@job(lane=Lane.PEOPLE)
def fail(*, word: str) -> None:
    raise ValueError(f"secret {word}")


def _leave_trace_of_failure(*, word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": f"{word} failed"})


@job(lane=Lane.FILES, otherwise=_leave_trace_of_failure)
def fail_while_waited_for(*, word: str) -> None:
    raise ValueError(f"secret {word}")


@job(lane=Lane.PEOPLE)
def hang(*, seconds: float) -> None:
    """Says that it began, then takes its time."""
    Entry.objects.create(kind="Began", data={"process": os.getpid()})
    time.sleep(seconds)
    Entry.objects.create(kind="Ended", data={"process": os.getpid()})


@job(lane=Lane.PEOPLE, priority=10)
def leave_trace_first(*, word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word})


@job(lane=Lane.VIDEOS)
def leave_media_trace(*, word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word})


def recorded() -> list[str]:
    return [entry.data["word"] for entry in Entry.objects.filter(kind="Noted").order_by("recorded_at", "id")]
