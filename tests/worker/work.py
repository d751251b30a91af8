"""Tasks for the tests of the worker. Each leaves a trace that another process can read: a row of the journal."""

import os
import time

from django.tasks import task

from civic.journal.models import Entry


@task
def note(word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word, "process": os.getpid()})


@task
def fail(word: str) -> None:
    raise ValueError(f"secret {word}")


@task
def hang(seconds: float) -> None:
    """Says that it began, then takes its time."""
    Entry.objects.create(kind="Began", data={"process": os.getpid()})
    time.sleep(seconds)
    Entry.objects.create(kind="Ended", data={"process": os.getpid()})


@task(priority=10)
def note_first(word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word})


@task(queue_name="media")
def note_media(word: str) -> None:
    Entry.objects.create(kind="Noted", data={"word": word})


def noted() -> list[str]:
    return [entry.data["word"] for entry in Entry.objects.filter(kind="Noted").order_by("recorded_at", "id")]
