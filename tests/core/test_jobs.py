import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import TextChoices

from civic.core import jobs
from civic.core.jobs import JobFunction, Lane, job
from civic.worker.models import Job as StoredJob

ID = UUID("0199f3a4-0000-7000-8000-000000000001")
MOMENT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
called: list[dict[str, Any]] = []


class Colour(TextChoices):
    BLUE = "blue", "bleu"


@job(lane=Lane.VIDEOS, priority=5)
@transaction.atomic
def paint(
    *,
    post_id: UUID,
    moment: datetime,
    day: date,
    colour: Colour,
    ids: list[UUID],
    count: int = 1,
    note: str | None = None,
    until: datetime | None = None,
) -> str:
    """Paints."""
    called.append(
        {
            "post_id": post_id,
            "moment": moment,
            "day": day,
            "colour": colour,
            "ids": ids,
            "count": count,
            "note": note,
            "until": until,
        }
    )
    return "done"


ARGUMENTS: dict[str, Any] = {
    "post_id": ID,
    "moment": MOMENT,
    "day": date(2026, 11, 28),
    "colour": Colour.BLUE,
    "ids": [ID],
}


@pytest.fixture(autouse=True)
def nothing_called() -> None:
    called.clear()


@pytest.mark.django_db
def test_it_stays_an_ordinary_function():
    assert paint(**ARGUMENTS) == "done"
    assert called == [ARGUMENTS | {"count": 1, "note": None, "until": None}]
    assert (paint.__name__, paint.__doc__) == ("paint", "Paints.")
    assert not StoredJob.objects.exists()


@pytest.mark.django_db
def test_arguments_come_back_as_they_were_given():
    paint.enqueue(**ARGUMENTS, count=3, until=MOMENT)
    stored = StoredJob.objects.get()
    assert (stored.task, stored.queue, stored.priority) == ("tests.core.test_jobs.paint", Lane.VIDEOS, 5)
    assert stored.arguments["ids"] == [str(ID)]
    assert stored.arguments["colour"] == "blue"
    jobs.find(stored.task).run(stored.arguments)
    assert called == [ARGUMENTS | {"count": 3, "note": None, "until": MOMENT}]
    assert isinstance(called[0]["colour"], Colour)


@pytest.mark.django_db
def test_enqueued_for_a_moment_to_come():
    paint.enqueue_at(MOMENT, **ARGUMENTS)
    assert StoredJob.objects.get().due_at == MOMENT


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [{}, ARGUMENTS | {"colour": "red"}, ARGUMENTS | {"other": 1}])
def test_wrong_arguments_are_refused_by_who_enqueues(arguments: dict[str, Any]):
    with pytest.raises((TypeError, ValueError)):
        paint.enqueue(**arguments)
    assert not StoredJob.objects.exists()


def positional(post_id: UUID) -> None: ...
def untyped(*, post_id) -> None: ...  # type: ignore[no-untyped-def]
def a_row(*, post: StoredJob) -> None: ...
def rows(*, posts: list[StoredJob]) -> None: ...
def either(*, value: int | str) -> None: ...
def anything(**kwargs: Any) -> None: ...


@pytest.mark.parametrize("function", [positional, untyped, a_row, rows, either, anything])
def test_what_cannot_be_stored_is_refused_where_it_is_declared(function: Callable[..., None]):
    with pytest.raises(TypeError, match=function.__name__):
        job(lane=Lane.UPKEEP)(function)


def test_a_job_without_a_lane_is_refused():
    with pytest.raises(TypeError, match="lane"):
        job()(paint)  # type: ignore[call-arg]


def test_found_by_its_path_and_nothing_else_is():
    assert jobs.find("tests.core.test_jobs.paint") is paint
    assert isinstance(paint, JobFunction)
    with pytest.raises(ImportError):
        jobs.find("tests.core.test_jobs.gone")
    with pytest.raises(ImportError, match="is not a job"):
        jobs.find("tests.core.test_jobs.positional")


def test_it_can_be_handed_to_another_process():
    assert pickle.loads(pickle.dumps(paint)) is paint
