"""What is asked again and again while a large town is notified: found by an index, in its order, on both engines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from civic.core.clock import now
from civic.delivery import actions, queries
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery

pytestmark = pytest.mark.django_db


def plans(act: Callable[[], object]) -> list[str]:
    """How the database finds the rows of each SELECT, as it tells: by an index in its order wherever
    there is one, however few rows the table has."""
    statements: list[tuple[str, Any]] = []

    def record(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        act()
    on_postgresql = connection.vendor == "postgresql"
    found = []
    with connection.cursor() as cursor:
        if on_postgresql:
            for other_way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
        for sql, params in statements:
            cursor.execute(("EXPLAIN " if on_postgresql else "EXPLAIN QUERY PLAN ") + sql, params)
            found.append("\n".join(str(row[0] if on_postgresql else row[3]) for row in cursor.fetchall()))
    return found


@pytest.fixture
def busy_event() -> UUID:
    """An event with five hundred deliveries due, among those of others and many that have left; counted by the planner:
    what it does with a table that it believes empty depends on what ran before."""
    event_id, moment = uuid4(), now() - timedelta(hours=1)
    sent = {"status": DeliveryStatus.SENT, "finished_at": moment}
    Delivery.objects.bulk_create(
        Delivery(
            event_id=event_id if count % 2 else uuid4(),
            channel=Channel.EMAIL,
            person_id=uuid4(),
            due_at=moment,
            **(sent if count >= 1000 else {}),
        )
        for count in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE delivery_delivery")
    return event_id


def test_a_batch_is_taken_from_the_index_in_its_order(busy_event: UUID) -> None:
    (plan,) = plans(lambda: actions.claim(event_id=busy_event, channel=Channel.EMAIL))
    assert "delivery_waiting" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.usefixtures("busy_event")
def test_what_is_late_is_found_by_its_time() -> None:
    for ask in (lambda: queries.late_count(now()), queries.oldest_waiting):
        (plan,) = plans(ask)
        assert "delivery_late" in plan


@pytest.mark.usefixtures("busy_event")
def test_each_figure_of_what_leaves_has_its_index() -> None:
    waiting, failed = plans(queries.counts)
    assert "delivery_waiting" in waiting or "delivery_late" in waiting
    assert "delivery_failed" in failed


def test_what_another_worker_finished_is_not_queued_again() -> None:
    queued = {"event_id": uuid4(), "channel": Channel.EMAIL, "due_at": now() - timedelta(minutes=1)}
    for _ in range(2):
        Delivery.objects.create(**queued, person_id=uuid4())
    first, second = actions.claim(event_id=queued["event_id"], channel=Channel.EMAIL)
    for one in (first, second):
        actions.finish(delivery_id=one.pk, status=DeliveryStatus.SENT)
    actions.give_back(deliveries=[first], reason=Reason.UNREACHABLE)
    actions.release(deliveries=[second])
    assert set(Delivery.objects.values_list("status", flat=True)) == {DeliveryStatus.SENT}
    assert actions.claim(event_id=queued["event_id"], channel=Channel.EMAIL) == []
