"""An event becomes rows, once, and they are seen by those whom it concerns."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.communes.actions.mergers import follow_merged_communes
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.core.viewer import Viewer
from civic.journal.actions import notify_receivers
from civic.journal.models import Entry
from civic.memberships.actions.answering import accept_membership
from civic.memberships.actions.joining import (
    follow_commune,
    leave_commune,
    request_membership,
    unfollow_commune,
)
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.inbox import (
    clear_inbox,
    clear_notification,
    mark_all_read,
    mark_read,
    open_inbox,
    restore_notification,
)
from civic.notifications.models import Inbox, Notification
from civic.notifications.queries import inbox
from civic.notifications.queries.inbox import inbox_page, unread
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.threads.actions import messages
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, MembershipFactory

pytestmark = pytest.mark.django_db
Viewers = Callable[[Person | None, Commune], Viewer]


@pytest.fixture
def publish(mayor: Person, commune: Commune, viewer_of: Viewers, run_jobs: Callable[..., int]):
    def now(title: str = "Fête du village", audience: str = Audience.MEMBERS) -> Post:
        content = posts.PostContent(title=title, body="<p>Samedi, sur la place.</p>", audience=audience)
        made = posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)
        run_jobs()
        return made

    return now


@pytest.fixture
def listening(resident: Person, second_resident: Person, mayor: Person, commune: Commune) -> None:
    for person in (resident, second_resident, mayor):
        open_inbox(person_id=person.pk, commune_id=commune.pk)


def lines(viewer: Viewer) -> list[tuple[str, str, int, bool]]:
    page = inbox_page(viewer)
    return [(line.kind.key, line.newest.subject, line.count, line.is_unread) for line in page.lines]


def test_a_publication_is_one_row_for_all_members(
    publish, listening, resident, second_resident, mayor, commune, stranger, other_commune, viewer_of
) -> None:
    open_inbox(person_id=stranger.pk, commune_id=other_commune.pk)
    publish()
    assert Notification.objects.count() == 1
    for person in (resident, second_resident):
        assert lines(viewer_of(person, commune)) == [("post_published", "Fête du village", 1, True)]
        assert unread(viewer_of(person, commune)).total == 1
    # Nobody is notified of their own action, nor of another commune's.
    assert lines(viewer_of(mayor, commune)) == []
    assert unread(viewer_of(mayor, commune)).total == 0
    assert lines(viewer_of(stranger, other_commune)) == []
    assert unread(viewer_of(stranger, other_commune)).total == 0


def test_the_words_of_a_title_that_must_not_break_stay_together(
    publish, listening, resident, mayor, commune, viewer_of, run_jobs
) -> None:
    title = "Réunion à 18\u00a0h\u00a0: 1\u202f200 places"
    post = publish(title)
    assert lines(viewer_of(resident, commune))[0][1] == title
    posts.remove_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    posts.restore_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    run_jobs()
    assert lines(viewer_of(resident, commune))[0][1] == title


def test_the_same_event_twice_tells_once(publish, listening, resident, commune, viewer_of, run_jobs) -> None:
    publish()
    for entry in Entry.objects.all():
        Entry.objects.filter(pk=entry.pk).update(dispatched_at=None)
        notify_receivers(entry_id=entry.pk)
    run_jobs()
    assert Notification.objects.count() == 1
    assert unread(viewer_of(resident, commune)).total == 1


def test_whoever_comes_later_is_not_notified_of_the_past(
    publish, listening, commune, viewer_of, run_jobs, mayor
) -> None:
    publish()
    newcomer = PersonFactory()
    membership = request_membership(person=newcomer, commune=commune)
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, proof="known")
    run_jobs()
    assert [line[0] for line in lines(viewer_of(newcomer, commune))] == ["request_accepted"]
    publish("Travaux")
    assert [line[1] for line in lines(viewer_of(newcomer, commune))] == ["Travaux", commune.name]


def test_a_follower_hears_of_what_is_public_alone(publish, commune, viewer_of, run_jobs) -> None:
    follower = PersonFactory()
    follow_commune(viewer=viewer_of(follower, commune))
    run_jobs()
    publish("Entre nous")
    publish("Pour tous", Audience.PUBLIC)
    assert [line[1] for line in lines(viewer_of(follower, commune))] == ["Pour tous"]
    assert unread(viewer_of(follower, commune)).total == 1
    unfollow_commune(viewer=viewer_of(follower, commune))
    run_jobs()
    assert lines(viewer_of(follower, commune)) == []
    assert unread(viewer_of(follower, commune)).total == 0


def test_whoever_leaves_sees_no_more_at_once(publish, listening, resident, commune, viewer_of) -> None:
    publish()
    leave_commune(viewer=viewer_of(resident, commune))  # before any job ran
    assert lines(viewer_of(resident, commune)) == []
    assert unread(viewer_of(resident, commune)).total == 0


def test_a_removed_publication_leaves_the_lists_and_comes_back(
    publish, listening, resident, mayor, commune, viewer_of, run_jobs
) -> None:
    post = publish()
    posts.remove_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    run_jobs()
    assert lines(viewer_of(resident, commune)) == []
    assert unread(viewer_of(resident, commune)).total == 0
    posts.restore_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    run_jobs()
    assert len(lines(viewer_of(resident, commune))) == 1


def test_comments_on_one_publication_collapse(
    post, listening, resident, second_resident, mayor, commune, viewer_of, run_jobs
) -> None:
    for number in range(3):
        messages.write_message(
            kind=COMMENTS,
            viewer=viewer_of(second_resident, commune),
            thread_id=post.thread_id,
            body=f"Bravo {number}",
            key=str(number),
        )
    run_jobs()
    assert lines(viewer_of(mayor, commune)) == [("comment_on_own_post", post.title, 3, True)]
    assert unread(viewer_of(mayor, commune)).total == 1
    # Nobody else said anything there: only the one who published is notified.
    assert lines(viewer_of(resident, commune)) == []
    messages.write_message(
        kind=COMMENTS, viewer=viewer_of(resident, commune), thread_id=post.thread_id, body="Merci", key="m"
    )
    run_jobs()
    assert lines(viewer_of(second_resident, commune)) == [("comment_after_own", post.title, 1, True)]
    assert lines(viewer_of(resident, commune)) == []


def test_a_removed_comment_is_no_news(post, listening, resident, mayor, commune, viewer_of, run_jobs) -> None:
    viewer = viewer_of(resident, commune)
    kept = messages.write_message(kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body="Un", key="1")
    messages.write_message(kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body="Deux", key="2")
    run_jobs()
    messages.remove_own_message(kind=COMMENTS, viewer=viewer, message_id=kept.pk)
    run_jobs()
    assert lines(viewer_of(mayor, commune)) == [("comment_on_own_post", post.title, 1, True)]


def test_a_request_is_for_those_who_answer_it(
    commune, mayor, delegate, powerless_delegate, resident, viewer_of, run_jobs
) -> None:
    for person in (mayor, delegate, powerless_delegate, resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    membership = request_membership(person=PersonFactory(first_name="Lou"), commune=commune)
    run_jobs()
    for person in (mayor, delegate):
        assert [line[0] for line in lines(viewer_of(person, commune))] == ["request_waiting"]
    for person in (powerless_delegate, resident):
        assert lines(viewer_of(person, commune)) == []
    request_membership(person=PersonFactory(first_name="Sam"), commune=commune)
    run_jobs()
    assert [(line[0], line[2]) for line in lines(viewer_of(mayor, commune))] == [("request_waiting", 2)]
    accept_membership(viewer=viewer_of(delegate, commune), membership_id=membership.pk, proof="known")
    run_jobs()
    assert [line[2] for line in lines(viewer_of(mayor, commune))] == [1]  # what is answered waits no more


def test_muted_on_site_is_neither_listed_nor_counted(
    publish, listening, resident, commune, viewer_of
) -> None:
    viewer = viewer_of(resident, commune)
    save_choices(viewer=viewer, commune_ids=[commune.pk], choices={"post_published_site": False})
    publish()
    assert lines(viewer) == []
    assert unread(viewer).total == 0


def test_reading_and_putting_away(publish, listening, resident, second_resident, commune, viewer_of) -> None:
    viewer = viewer_of(resident, commune)
    for title in ("A", "B", "C"):
        publish(title)
    shown = inbox_page(viewer).lines
    mark_read(viewer=viewer, notification_id=shown[1].newest.pk)
    assert [(line[1], line[3]) for line in lines(viewer)] == [("C", True), ("B", False), ("A", True)]
    assert unread(viewer).total == 2
    clear_notification(viewer=viewer, notification_id=shown[0].newest.pk)
    assert [line[1] for line in lines(viewer)] == ["B", "A"]
    assert unread(viewer).total == 1
    restore_notification(viewer=viewer, notification_id=shown[0].newest.pk)
    assert [(line[1], line[3]) for line in lines(viewer)] == [("C", True), ("B", False), ("A", True)]
    assert unread(viewer).total == 2
    # One that had been read comes back read.
    clear_notification(viewer=viewer, notification_id=shown[1].newest.pk)
    restore_notification(viewer=viewer, notification_id=shown[1].newest.pk)
    assert [(line[1], line[3]) for line in lines(viewer)] == [("C", True), ("B", False), ("A", True)]
    mark_all_read(viewer=viewer)
    assert [line[3] for line in lines(viewer)] == [False, False, False]
    assert unread(viewer).total == 0
    clear_inbox(viewer=viewer)
    assert lines(viewer) == []
    publish("D")
    assert [(line[1], line[3]) for line in lines(viewer)] == [("D", True)]
    # What one person does changes nothing for another.
    assert unread(viewer_of(second_resident, commune)).total == 4


def test_an_own_notification_is_nobody_elses(
    post, listening, resident, mayor, commune, viewer_of, run_jobs
) -> None:
    from django.http import Http404

    messages.write_message(
        kind=COMMENTS, viewer=viewer_of(resident, commune), thread_id=post.thread_id, body="Un", key="1"
    )
    run_jobs()
    row = Notification.objects.get(person=mayor)
    for action in (mark_read, clear_notification):
        with pytest.raises(Http404):
            action(viewer=viewer_of(resident, commune), notification_id=row.pk)


def test_pages_of_the_list(publish, listening, resident, commune, viewer_of, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "LINES_PER_PAGE", 2)
    for title in "ABCDE":
        publish(title)
    viewer = viewer_of(resident, commune)
    seen, before = [], ""
    for _ in range(3):
        page = inbox_page(viewer, before)
        seen.append([line.newest.subject for line in page.lines])
        before = page.older
    assert seen == [["E", "D"], ["C", "B"], ["A"]]
    assert before == ""


def test_statements_do_not_grow_with_the_commune(publish, listening, resident, commune, viewer_of) -> None:
    """Notified and counted in as many statements for two people as for sixty."""

    def statements() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as notifying:
            publish(f"Titre {Notification.objects.count()}")
        with CaptureQueriesContext(connection) as counted:
            unread(viewer_of(resident, commune))
        return len(notifying), len(counted)

    statements()
    few = statements()
    for _ in range(60):
        MembershipFactory(commune=commune, person=PersonFactory())
    many = statements()
    assert many[1] == few[1]
    assert Notification.objects.count() == 3


def test_choices_go_along_when_communes_merge(publish, resident, commune, viewer_of, run_jobs) -> None:
    village = CommuneFactory(code="06204", name="Vieilleville")
    villager = PersonFactory()
    for person in (villager, resident):
        MembershipFactory(commune=village, person=person)
        open_inbox(person_id=person.pk, commune_id=village.pk)
        save_choices(
            viewer=viewer_of(person, village),
            commune_ids=[village.pk],
            choices={"post_published_email": "never"},
        )
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    Commune.objects.filter(pk=village.pk).update(is_current=False, merged_into=commune)
    follow_merged_communes()
    run_jobs()
    publish()
    assert lines(viewer_of(villager, commune)) == [("post_published", "Fête du village", 1, True)]
    assert Inbox.objects.get(person=villager).choices == {"post_published_email": "never"}
    assert Inbox.objects.get(person=resident).choices == {}  # what was said there stands


def test_a_follower_who_is_accepted_is_not_notified_of_the_past(
    publish, commune, mayor, viewer_of, run_jobs, clock
) -> None:
    follower = PersonFactory()
    follow_commune(viewer=viewer_of(follower, commune))
    run_jobs()
    clock.forward(minutes=1)
    for title in ("Entre nous", "Encore entre nous"):
        publish(title)
    clock.forward(minutes=1)
    membership = request_membership(person=follower, commune=commune)
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, proof="known")
    run_jobs()
    viewer = viewer_of(follower, commune)
    assert [line[0] for line in lines(viewer) if line[3]] == ["request_accepted"]
    clock.forward(minutes=1)
    publish("Depuis")
    assert unread(viewer).total == 2
