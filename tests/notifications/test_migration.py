"""Notifications of before, one for each event, become one row for each object: what was unread still is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from civic.notifications.models import Notification

BEFORE = [("notifications", "0005_constraint_names")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_one_row_is_left_and_what_was_unread_still_is(transactional_db, commune, resident, mayor):
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        model = executor.loader.project_state(
            [*BEFORE, *(node for node in latest if node[0] in {"accounts", "communes"})]
        ).apps.get_model("notifications", "Notification")

        def row(number: int, target: UUID, person=resident, **fields):
            return model.objects.create(
                id=UUID(int=number), event_id=UUID(int=100 + number), source_id=UUID(int=200 + number),
                kind="comment_after_own", commune_id=commune.pk, person_id=person and person.pk,
                audience="" if person else "members", target_type="posts.post", target_id=target,
                subject=str(number), url="/", happened_at=NOON + timedelta(minutes=number), **fields,
            )  # fmt: skip

        mixed, read, gone, many = uuid4(), uuid4(), uuid4(), uuid4()
        row(1, mixed, read_at=NOON), row(2, mixed), row(3, mixed), row(4, mixed, withdrawn_at=NOON)
        row(5, read, read_at=NOON), row(6, read, read_at=NOON)
        row(7, gone, withdrawn_at=NOON), row(8, gone, withdrawn_at=NOON)
        row(9, mixed, person=mayor)
        row(10, mixed, person=None), row(11, mixed, person=None)
        for number in range(20, 130):
            row(number, many)
    finally:
        MigrationExecutor(connection).migrate(latest)
    own = Notification.objects.filter(person=resident)
    found = {one.target_id: one for one in own}
    assert len(found) == own.count() == 4
    assert [found[one].subject for one in (mixed, read, gone, many)] == ["3", "6", "8", "129"]
    assert [found[one].count for one in (mixed, read, gone, many)] == [2, 1, 1, 99]
    assert (found[mixed].read_at, found[read].read_at) == (None, NOON)
    assert found[gone].withdrawn_at == NOON
    assert Notification.objects.get(person=mayor).count == 1
    assert Notification.objects.filter(person=None).count() == 2  # for all: a row for each event, as before
    assert all(one.position == one.pk for one in Notification.objects.all())
