"""What is asked again and again while a large town is notified: found by an index, in its order, on both engines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

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
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
        for sql, params in statements:
            cursor.execute(("EXPLAIN " if on_postgresql else "EXPLAIN QUERY PLAN ") + sql, params)
            found.append("\n".join(str(row[0] if on_postgresql else row[3]) for row in cursor.fetchall()))
    return found


def test_a_batch_is_taken_from_the_index_in_its_order() -> None:
    (plan,) = plans(lambda: actions.claim(event_id=uuid4(), channel=Channel.EMAIL))
    assert "delivery_waiting" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_late_is_found_by_its_time() -> None:
    waiting = {"event_id": uuid4(), "channel": Channel.EMAIL, "due_at": now() + timedelta(hours=1)}
    Delivery.objects.bulk_create(Delivery(**waiting, person_id=uuid4()) for _ in range(1000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE delivery_delivery")
    for ask in (lambda: queries.late_count(now()), queries.oldest_waiting):
        (plan,) = plans(ask)
        assert "delivery_late" in plan


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
