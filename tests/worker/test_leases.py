"""One engine for all rows of work: the same is asked of jobs and of deliveries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from civic.core.clock import now
from civic.delivery.enums import Channel
from civic.delivery.models import Delivery
from civic.worker import leases
from civic.worker.leases import MAX_ATTEMPTS, Leased
from civic.worker.models import Job
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)


def a_job() -> Job:
    return Job.objects.create(task="x", due_at=now())


def a_delivery() -> Delivery:
    return Delivery.objects.create(event_id=uuid4(), person_id=uuid4(), channel=Channel.EMAIL, due_at=now())


each = pytest.mark.parametrize("make", [a_job, a_delivery])


def rows(row: Leased) -> "QuerySet[Any]":
    return type(row)._default_manager.order_by("due_at", "pk")


def take(row: Leased, **options: Any) -> list[Any]:
    return leases.claim(rows(row), limit=10, lease=LEASE, **options)


@each
def test_held_by_one_until_the_lease_has_run_out(make: Callable[[], Leased], clock: Clock):
    row = make()
    [taken] = take(row)
    assert (taken.pk, taken.attempts) == (row.pk, 1)
    assert take(row) == []
    clock.forward(seconds=50)
    leases.renew(rows(row), lease=LEASE)
    clock.forward(seconds=50)
    assert take(row) == []
    clock.forward(seconds=20)
    [again] = take(row)
    assert again.attempts == 2


@each
def test_the_two_ways_to_look_find_the_same(make: Callable[[], Leased], clock: Clock):
    lost, waiting = make(), make()
    [first] = leases.claim(rows(lost), limit=1, lease=LEASE)
    clock.forward(minutes=2)
    expected = {lost.pk, waiting.pk}
    assert first.pk in expected
    assert {row.pk for row in take(lost, by_status=True)} == expected
    clock.forward(minutes=2)
    assert {row.pk for row in take(lost)} == expected


@each
def test_no_more_than_asked_for(make: Callable[[], Leased]):
    row, *_ = (make() for _ in range(3))
    for by_status in (True, False):
        assert len(leases.claim(rows(row), limit=1, lease=LEASE, by_status=by_status)) == 1


@each
def test_what_was_not_tried_counts_no_attempt(make: Callable[[], Leased]):
    row = make()
    take(row)
    leases.release(rows(row), due_at=now() + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.status, row.attempts, row.leased_until) == (row.WAITING, 0, None)
    assert take(row) == []


@each
def test_failures_wait_longer_and_longer_and_are_given_up(make: Callable[[], Leased], clock: Clock):
    row, pauses = make(), []
    for _ in range(MAX_ATTEMPTS):
        [taken] = take(row)
        leases.fail(rows(row), attempts=taken.attempts)
        row.refresh_from_db()
        pauses.append((row.due_at - now()).total_seconds())
        clock.forward(hours=13)
    assert pauses[:4] == [10, 40, 160, 640]
    assert (row.status, row.attempts) == (row.GIVEN_UP, MAX_ATTEMPTS)
    assert row.finished_at
    assert take(row) == []
    assert leases.restart(rows(row)) == 1
    [taken] = take(row)
    assert (taken.attempts, taken.finished_at) == (1, None)


@each
def test_what_kills_each_worker_is_given_up(make: Callable[[], Leased], clock: Clock):
    row = make()
    for _ in range(MAX_ATTEMPTS):
        assert len(take(row)) == 1  # and the worker dies
        clock.forward(minutes=2)
    assert take(row) == []
    row.refresh_from_db()
    assert (row.status, row.leased_until) == (row.GIVEN_UP, None)
    [(column, words)] = row.INTERRUPTED.items()
    assert getattr(row, column) == words


@each
def test_what_another_worker_finished_stays_finished(make: Callable[[], Leased]):
    row = make()
    [taken] = take(row)
    rows(row).update(status="done" if isinstance(row, Job) else "sent", finished_at=now(), leased_until=None)
    leases.fail(rows(row), attempts=taken.attempts)
    leases.release(rows(row))
    row.refresh_from_db()
    assert (row.status, row.attempts) in {("done", 1), ("sent", 1)}
