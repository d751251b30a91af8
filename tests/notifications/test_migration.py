"""Notifications of before, one for each event, become one row for each object: what was unread still is."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from civic.notifications.models import Inbox, Notification
from tests.migrating import migrate_to, models_at

BEFORE = [("notifications", "0005_constraint_names")]
BETWEEN = [("notifications", "0007_one_row_per_object")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@contextmanager
def model_of_before():
    """Up to BEFORE, then to the latest."""
    with models_at(*BEFORE, latest=("accounts", "communes")) as models:
        yield models.get_model("notifications", "Notification")


def row_of(model, number: int, target: UUID, commune, person, **fields):
    """As `notify` of before writes it: an error of the database, on SQLite, is no row."""
    row = model(
        id=UUID(int=number), event_id=UUID(int=100 + number), source_id=UUID(int=200 + number),
        kind="comment_after_own", commune_id=commune.pk, person_id=person and person.pk,
        audience="" if person else "members", target_type="posts.post", target_id=target,
        subject=str(number), url="/", happened_at=NOON + timedelta(minutes=number), **fields,
    )  # fmt: skip
    model.objects.bulk_create([row], ignore_conflicts=True)


def test_one_row_is_left_and_what_was_unread_still_is(transactional_db, commune, resident, mayor):
    with model_of_before() as model:

        def row(number: int, target: UUID, person=resident, **fields):
            row_of(model, number, target, commune, person, **fields)

        mixed, read, gone, many = uuid4(), uuid4(), uuid4(), uuid4()
        row(1, mixed, read_at=NOON), row(2, mixed), row(3, mixed), row(4, mixed, withdrawn_at=NOON)
        row(5, read, read_at=NOON), row(6, read, read_at=NOON)
        row(7, gone, withdrawn_at=NOON), row(8, gone, withdrawn_at=NOON)
        row(9, mixed, person=mayor)
        row(10, mixed, person=None), row(11, mixed, person=None)
        for number in range(20, 130):
            row(number, many)
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


def test_what_a_process_of_before_writes_during_the_upgrade_is_gathered_too(
    transactional_db, commune, resident, mayor
):
    target = uuid4()
    with model_of_before() as model:
        row_of(model, 1, target, commune, resident), row_of(model, 2, target, commune, resident)
        migrate_to(*BETWEEN)
        row_of(model, 3, target, commune, resident), row_of(model, 4, target, commune, mayor)
        row_of(model, 5, target, commune, None)
        assert model.objects.count() == 4
    row_of(model, 6, uuid4(), commune, resident)
    first, last = Notification.objects.filter(person=resident).order_by("position")
    assert (first.subject, first.count, last.subject, last.count) == ("3", 3, "6", 1)
    assert Notification.objects.get(person=mayor).count == 1
    assert all(one.position == one.pk for one in Notification.objects.all())


def test_reminders_leave_the_summaries(transactional_db, commune, other_commune, resident):
    with models_at(("notifications", "0009_reach")) as models:
        inboxes = models.get_model("notifications", "Inbox").objects
        inboxes.all().delete()
        for place, value in ((commune, "weekly"), (other_commune, "daily")):
            choices = {"agenda_reminder_email": value, "post_published_email": value}
            inboxes.create(person_id=resident.pk, commune_id=place.pk, choices=choices)
    found = {one.commune_id: one.choices for one in Inbox.objects.filter(person=resident)}
    assert found == {
        commune.pk: {"post_published_email": "weekly"},
        other_commune.pk: {"post_published_email": "daily"},
    }
