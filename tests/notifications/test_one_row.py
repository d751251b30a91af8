"""What happens to one object is one row a person, which grows until it is read; mails and summaries follow it."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from civic.delivery.enums import DeliveryStatus, Reason
from civic.delivery.models import Delivery
from civic.journal.actions import notify_receivers
from civic.journal.models import Entry
from civic.notifications.actions.inbox import clear_notification, mark_read, open_inbox
from civic.notifications.actions.notifying import withdraw_notifications
from civic.notifications.kinds import kind_of
from civic.notifications.models import MOST_COUNTED, Inbox, Notification
from civic.notifications.queries.inbox import inbox_page, unread
from civic.threads.actions import likes, messages
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listening(mayor, resident, second_resident, commune) -> None:
    for person in (mayor, resident, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)


@pytest.fixture
def comment(post, commune, viewer_of) -> Callable[..., UUID]:
    def write(person, body: str) -> UUID:
        viewer = viewer_of(person, commune)
        return messages.write_message(
            kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body=body, key=body
        ).pk

    return write


def waiting(person) -> list[tuple[str, str]]:
    """Deliveries of this person that are still to leave, or are kept for a summary."""
    rows = Delivery.objects.filter(person_id=person.pk).exclude(status=DeliveryStatus.SENT)
    return list(rows.values_list("channel", "reason"))


def line(viewer) -> tuple[int, bool]:
    (found,) = inbox_page(viewer).lines
    return found.count, found.is_unread


def test_a_hundred_comments_are_one_row_and_one_summary_for_each_person(
    comment, resident, second_resident, mayor, commune, viewer_of, run_jobs
) -> None:
    comment(second_resident, "J’étais là")
    run_jobs()
    for number in range(MOST_COUNTED + 6):
        comment(resident, f"Et {number}")
        if number % 40 == 0:
            run_jobs()
    run_jobs()
    assert Notification.objects.filter(person=mayor).count() == 1
    assert Notification.objects.filter(person=second_resident).count() == 1
    assert not Notification.objects.filter(person=resident).exists()  # nobody else spoke after them
    for person in (mayor, second_resident):
        assert line(viewer_of(person, commune)) == (MOST_COUNTED, True)
        assert unread(viewer_of(person, commune)).total == 1
        assert waiting(person) == [("email", Reason.DAILY_DIGEST)]


def test_who_reads_begins_a_new_count(comment, resident, mayor, commune, viewer_of, run_jobs) -> None:
    viewer = viewer_of(mayor, commune)
    comment(resident, "Un"), comment(resident, "Deux")
    run_jobs()
    assert line(viewer) == (2, True)
    row = Notification.objects.get(person=mayor)
    mark_read(viewer=viewer, notification_id=row.pk)
    assert line(viewer) == (2, False)
    comment(resident, "Trois")
    run_jobs()
    assert line(viewer) == (1, True)
    clear_notification(viewer=viewer, notification_id=row.pk)
    assert inbox_page(viewer).lines == []
    comment(resident, "Quatre")
    run_jobs()
    assert line(viewer) == (1, True)
    assert Notification.objects.get(person=mayor).pk == row.pk  # mails of before still lead to it


def test_the_row_comes_to_the_top_as_it_grows(comment, resident, mayor, commune, viewer_of, run_jobs) -> None:
    comment(resident, "Un")
    run_jobs()
    first = Notification.objects.get(person=mayor)
    other = Notification.objects.create(
        event_id=uuid4(), kind="request_waiting", commune=commune, person=mayor, target_type="x", url="/",
        target_id=uuid4(), source_id=uuid4(), subject="Lou", happened_at=first.happened_at,
    )  # fmt: skip
    viewer = viewer_of(mayor, commune)
    assert [one.newest.pk for one in inbox_page(viewer).lines] == [other.pk, first.pk]
    comment(resident, "Deux")
    run_jobs()
    assert [one.newest.pk for one in inbox_page(viewer).lines] == [first.pk, other.pk]


def test_what_is_removed_is_taken_out_and_the_row_says_what_came_before(
    comment, resident, second_resident, mayor, commune, viewer_of, run_jobs
) -> None:
    kept, removed = comment(resident, "Un"), comment(second_resident, "Deux")
    run_jobs()
    messages.remove_own_message(kind=COMMENTS, viewer=viewer_of(second_resident, commune), message_id=removed)
    run_jobs()
    row = Notification.objects.get(person=mayor)
    assert (row.count, row.source_id, row.actor_id, row.withdrawn_at) == (1, kept, resident.pk, None)
    assert waiting(mayor) == [("email", Reason.DAILY_DIGEST)]
    assert Delivery.objects.get(person_id=mayor.pk).event_id == row.event_id
    messages.remove_own_message(kind=COMMENTS, viewer=viewer_of(resident, commune), message_id=kept)
    run_jobs()
    assert inbox_page(viewer_of(mayor, commune)).lines == []
    assert unread(viewer_of(mayor, commune)).total == 0


@pytest.mark.parametrize("was_read", [False, True])
def test_taking_out_takes_as_many_statements_for_forty_as_for_two(
    was_read, comment, post, resident, second_resident, commune, viewer_of, run_jobs
) -> None:
    """They run while somebody waits for their comment to be gone."""
    counts = []
    comment(resident, "Zéro"), comment(second_resident, "Zéro")
    for many in (2, 40):
        people = [PersonFactory() for _ in range(many)]
        for person in people:
            MembershipFactory(commune=commune, person=person)
            comment(person, "J’étais là")
        run_jobs()
        comment(resident, f"Un {many}")
        run_jobs()
        if was_read:
            for person in people[::2]:
                viewer = viewer_of(person, commune)
                mark_read(viewer=viewer, notification_id=Notification.objects.get(person=person).pk)
        comment(resident, f"Deux {many}")
        removed = comment(second_resident, f"Trois {many}")
        run_jobs()
        author = viewer_of(second_resident, commune)
        messages.remove_own_message(kind=COMMENTS, viewer=author, message_id=removed)
        entry = Entry.objects.latest("pk")
        with CaptureQueriesContext(connection) as statements:
            withdraw_notifications(kind=kind_of("comment_after_own"), target_id=removed, entry=entry)
        counts.append(len(statements))
        rows = Notification.objects.filter(person__in=people, withdrawn_at=None)
        assert rows.count() == many
        assert not rows.filter(gathered__contains=removed.hex).exists()
        assert set(rows.values_list("actor_id", flat=True)) == {resident.pk}
    assert counts[0] == counts[1]


def test_a_job_that_runs_twice_counts_once(comment, resident, mayor, commune, viewer_of, run_jobs) -> None:
    comment(resident, "Un"), comment(resident, "Deux")
    run_jobs()
    for again in (False, True):
        if again:
            mark_read(
                viewer=viewer_of(mayor, commune), notification_id=Notification.objects.get(person=mayor).pk
            )
        for entry in Entry.objects.order_by("recorded_at"):
            Entry.objects.filter(pk=entry.pk).update(dispatched_at=None)
            notify_receivers(entry_id=entry.pk)
        run_jobs()
        assert line(viewer_of(mayor, commune)) == (2, not again)


def test_likes_given_and_taken_back_ring_no_bell(
    comment, post, resident, second_resident, mayor, commune, viewer_of, run_jobs
) -> None:
    message = comment(resident, "Un")
    run_jobs()
    before = Notification.objects.count()
    viewer = viewer_of(second_resident, commune)
    for liked in [True, False] * 20:
        likes.like_message(viewer=viewer, kind=COMMENTS, message_id=message, liked=liked)
        likes.like_content(viewer=viewer, kind=COMMENTS, thread_id=post.thread_id, liked=liked)
    messages.edit_message(
        kind=COMMENTS, viewer=viewer_of(resident, commune), message_id=message, body="Un, deux"
    )
    run_jobs()
    assert Notification.objects.count() == before


def test_a_mail_that_has_not_left_says_how_many(
    comment, resident, mayor, commune, viewer_of, run_jobs, open_office
) -> None:
    Inbox.objects.filter(person=mayor).update(choices={"comment_on_own_post_email": "now"})
    postman = open_office()
    for number in range(3):
        comment(resident, f"Numéro {number}")
    run_jobs()
    mails = [mail for mail in postman.mails() if mail["To"].addresses[0].addr_spec == mayor.email]
    assert len(mails) == 1
    assert "3 nouveaux commentaires" in mails[0].get_body(("plain",)).get_content()


def test_the_database_holds_one_row_for_each_object_and_person(commune, mayor) -> None:
    row = {
        "kind": "comment_on_own_post", "commune": commune, "person": mayor, "target_type": "posts.post",
        "target_id": uuid4(), "subject": "x", "url": "/", "happened_at": datetime(2026, 11, 22, tzinfo=UTC),
    }  # fmt: skip
    Notification.objects.create(event_id=uuid4(), source_id=uuid4(), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(event_id=uuid4(), source_id=uuid4(), **row)
