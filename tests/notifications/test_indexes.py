"""What is one's own, and what an event gave, are found by an index."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet

from civic.notifications.models import Notification

pytestmark = pytest.mark.django_db


def plan(rows: "QuerySet[Notification]") -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_all_that_is_someone_s_own_begins_at_the_person(commune) -> None:
    own = Notification.objects.filter(person_id=uuid4())
    for rows in (own.filter(read_at=None), own.filter(cleared_at=None), own.filter(commune=commune)):
        assert "one_own_row_per_object" in plan(rows.order_by()) or "notification_of_person" in plan(
            rows.order_by()
        )


def test_an_event_finds_its_notifications() -> None:
    """Which one, a planner without rows guesses at: it begins at the event, and reads no other rows."""
    found = plan(Notification.objects.filter(event_id=uuid4(), kind="post_published").order_by())
    assert re.search(r"Index Cond: \(+event_id = |\(event_id=\?", found)
