"""What changes between an event and its notification: rights that end, clocks that go back, words that are gone."""

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.accounts.models import Person
from civic.communes.actions import mergers
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.core.jobs import Lane
from civic.core.viewer import Viewer
from civic.delegations.models import Delegation
from civic.delivery.models import Delivery
from civic.delivery.providers.email_template import EmailTemplate
from civic.journal.actions import notify_receivers
from civic.journal.models import Entry
from civic.memberships.actions.answering import accept_membership, refuse_membership
from civic.memberships.actions.joining import follow_commune, leave_commune, request_membership
from civic.memberships.models import Follow, Membership
from civic.notifications.actions.choosing import save_choices, stop_mails
from civic.notifications.actions.inbox import clear_inbox, clear_notification, mark_read, open_inbox
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Inbox, Notification
from civic.notifications.queries.inbox import inbox_page, unread
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.threads.actions import messages
from civic.threads.thread_kinds import COMMENTS
from civic.worker.schedule import enqueue_due
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, MembershipFactory
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db
Viewers = Callable[[Person | None, Commune], Viewer]


@pytest.fixture
def publish(mayor: Person, commune: Commune, viewer_of: Viewers) -> Callable[..., Post]:
    def now(title: str, audience: str = Audience.MEMBERS) -> Post:
        content = posts.PostContent(title=title, body="<p>Sur la place.</p>", audience=audience)
        return posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)

    return now


@pytest.fixture
def say(commune: Commune, viewer_of: Viewers) -> Callable[[Person, Post, str], Any]:
    def now(person: Person, post: Post, body: str) -> Any:
        viewer = viewer_of(person, commune)
        return messages.write_message(
            kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body=body, key=body
        )

    return now


@pytest.fixture
def mails_to(settings: Any) -> Callable[[Person], list[Any]]:
    def found(person: Person) -> list[Any]:
        mails = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(Path(settings.MAILBOX_DIR).glob("*.eml"))
        ]
        return [mail for mail in mails if person.email in mail["To"]]

    return found


def titles(viewer: Viewer) -> list[str]:
    return [line.newest.subject for line in inbox_page(viewer).lines]


def reasons(person: Person) -> list[str]:
    return [f"{one.status} {one.reason}".strip() for one in Delivery.objects.filter(person_id=person.pk)]


# --- Rights that end ------------------------------------------------------------------------------------------------


def test_a_former_delegate_does_not_read_who_asks(
    commune, mayor, delegate, viewer_of, run_jobs, mails_to
) -> None:
    """The mail waits in the queue when the delegation ends: name and words of the applicant stay here."""
    request_membership(person=PersonFactory(first_name="Lou"), commune=commune, words="Je suis né ici.")
    run_jobs(Lane.PEOPLE)
    Delegation.objects.filter(person=delegate).update(ends_at=timezone.now())
    run_jobs()
    assert mails_to(delegate) == []
    assert reasons(delegate) == ["skipped no_longer_admitted"]
    assert len(mails_to(mayor)) == 1


@pytest.mark.at("2026-11-22T10:00")
def test_the_summary_of_a_former_resident_says_nothing_of_what_is_for_residents(
    publish, say, commune, resident, second_resident, viewer_of, run_jobs, mails_to, clock: Clock
) -> None:
    """Neither left nor taken out by a person, but moved away by the database itself: the row alone decides."""
    for person in (resident, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    post = publish("Entre nous")
    say(resident, post, "Un")
    run_jobs()
    say(second_resident, post, "Deux")
    run_jobs()
    before = len(mails_to(resident))
    Membership.objects.filter(person=resident).update(status="refused")
    clock.at("2026-11-22 18:01+01:00")
    enqueue_due()
    run_jobs()
    assert len(mails_to(resident)) == before
    assert "skipped no_longer_admitted" in reasons(resident)


def test_answers_reach_those_who_were_refused(commune, mayor, viewer_of, run_jobs, mails_to, clock) -> None:
    applicant = PersonFactory(email="candidate@exemple.test")
    membership = request_membership(person=applicant, commune=commune)
    refuse_membership(
        viewer=viewer_of(mayor, commune), membership_id=membership.pk, words="Vous habitez ailleurs."
    )
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    assert len(mails_to(applicant)) == 1


# --- Coming and going -----------------------------------------------------------------------------------------------


def test_a_resident_who_leaves_but_follows_still_hears_of_what_is_public(
    publish, commune, resident, viewer_of, run_jobs
) -> None:
    viewer = viewer_of(resident, commune)
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    follow_commune(viewer=viewer)
    leave_commune(viewer=viewer)
    run_jobs()
    publish("Pour tous", Audience.PUBLIC)
    publish("Entre nous")
    run_jobs()
    assert titles(viewer_of(resident, commune)) == ["Pour tous"]


def test_the_news_of_a_departure_that_comes_late_closes_nothing(
    publish, commune, resident, mayor, viewer_of, run_jobs
) -> None:
    """Left and accepted again before the worker had time: jobs keep no order."""
    leave_commune(viewer=viewer_of(resident, commune))
    membership = request_membership(person=resident, commune=commune)
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, proof="known")
    for kind in ("memberships.MembershipAccepted", "memberships.MembershipLeft"):
        for entry in Entry.objects.filter(kind=kind):
            notify_receivers(entry_id=entry.pk)
    publish("Entre nous")
    run_jobs()
    assert "Entre nous" in titles(viewer_of(resident, commune))


@pytest.mark.parametrize("how", ["stop", "choose"])
def test_a_choice_made_first_does_not_make_the_past_new(
    publish, commune, resident, viewer_of, run_jobs, how: str
) -> None:
    """The link of an old mail, after leaving; or the choices, before the worker opened the list."""
    publish("Ancienne")
    run_jobs()
    Inbox.objects.filter(person=resident).delete()
    if how == "stop":
        stop_mails(person_id=resident.pk, commune_id=commune.pk, kind=NotificationKind.all["post_published"])
    else:
        save_choices(
            viewer=viewer_of(resident, commune),
            commune_ids=[commune.pk],
            choices={"post_published_email": Frequency.DAILY.value},
        )
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    assert unread(viewer_of(resident, commune)).total == 0
    assert titles(viewer_of(resident, commune)) == []


def test_people_of_a_merged_commune_hear_of_the_new_one_as_they_chose(
    publish, commune, resident, viewer_of, run_jobs
) -> None:
    former = CommuneFactory(name="Ancienne-Commune")
    moved, follower = PersonFactory(), PersonFactory()
    MembershipFactory(commune=former, person=moved)
    Follow.objects.create(commune=former, person=follower)
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    for person in (moved, follower, resident):
        open_inbox(person_id=person.pk, commune_id=former.pk)
    save_choices(
        viewer=viewer_of(moved, former), commune_ids=[former.pk], choices={"post_published_email": "never"}
    )
    publish("Avant la fusion", Audience.PUBLIC)
    run_jobs()
    Commune.objects.filter(pk=former.pk).update(merged_into=commune)
    mergers.follow_merged_communes()
    run_jobs()
    publish("Après la fusion", Audience.PUBLIC)
    run_jobs()
    for person in (moved, follower):
        assert titles(viewer_of(person, commune)) == ["Après la fusion"]
    assert Inbox.objects.get(person=moved, commune=commune).choices == {"post_published_email": "never"}
    assert titles(viewer_of(resident, commune)) == ["Après la fusion", "Avant la fusion"]
    assert not Inbox.objects.filter(commune=former).exists()


# --- Clocks, orders, words that are gone ----------------------------------------------------------------------------


def test_what_is_notified_after_the_clock_went_back_is_new_all_the_same(
    publish, commune, resident, viewer_of, run_jobs, mails_to, clock: Clock
) -> None:
    viewer = viewer_of(resident, commune)
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    publish("Première")
    run_jobs()
    clear_inbox(viewer=viewer)
    clock.forward(hours=-1)
    for title in ("Seconde", "Troisième"):
        publish(title)
    run_jobs()
    assert titles(viewer) == ["Troisième", "Seconde"]
    assert unread(viewer).total == 2
    clock.forward(hours=2)
    run_jobs()
    assert {mail["Subject"] for mail in mails_to(resident)} == {"Première", "Seconde", "Troisième"}


def test_a_comment_removed_before_it_was_notified_is_no_news(
    publish, say, commune, resident, second_resident, mayor, viewer_of, run_jobs
) -> None:
    post = publish("Fête")
    say(second_resident, post, "Un")
    run_jobs()
    before = Notification.objects.count()
    comment = say(resident, post, "Regretté")
    messages.remove_own_message(kind=COMMENTS, viewer=viewer_of(resident, commune), message_id=comment.pk)
    run_jobs()
    assert Notification.objects.count() == before


def test_opened_on_the_site_is_not_mailed(
    publish, commune, resident, second_resident, viewer_of, run_jobs, mails_to
) -> None:
    for person in (resident, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    publish("Fête")
    run_jobs(Lane.PEOPLE)
    news = Notification.objects.get(kind="post_published")
    mark_read(viewer=viewer_of(resident, commune), notification_id=news.pk)
    run_jobs()
    assert mails_to(resident) == []
    assert reasons(resident) == ["skipped already_read"]
    assert len(mails_to(second_resident)) == 1


def test_the_comment_of_someone_who_is_gone_is_not_the_town_halls(
    publish, say, commune, resident, mayor, viewer_of, run_jobs, client_of
) -> None:
    post = publish("Fête")
    say(resident, post, "Bravo")
    run_jobs()
    Notification.objects.filter(kind="comment_on_own_post").update(actor=None)
    page = client_of(mayor).get("/notifications/").content.decode()
    assert "Une personne a commenté votre publication" in page
    assert f"La mairie {commune.of_name} a commenté" not in page


def test_a_title_that_looks_encoded_stays_as_it_was_written() -> None:
    template = EmailTemplate(
        sender=("Mairie", "no-reply@exemple.test"),
        subject="=?utf-8?q?Autre_chose?=",
        text="t",
        html="<p>t</p>",
    )
    mail = message_from_bytes(
        template.fill(recipient="a@exemple.test", headers={}, values={}), policy=policy.default
    )
    assert mail["Subject"] == "=?utf-8?q?Autre_chose?="


def test_a_line_of_many_is_read_and_put_away_in_few_statements(
    publish, say, commune, resident, mayor, viewer_of, run_jobs
) -> None:
    post = publish("Fête")
    for number in range(30):
        say(resident, post, f"Bravo {number}")
    run_jobs()
    viewer = viewer_of(mayor, commune)
    (line,) = inbox_page(viewer).lines
    assert line.count == 30
    with CaptureQueriesContext(connection) as reading:
        mark_read(viewer=viewer, notification_id=line.newest.pk)
    assert unread(viewer).total == 0
    with CaptureQueriesContext(connection) as clearing:
        clear_notification(viewer=viewer, notification_id=line.newest.pk)
    assert titles(viewer) == []
    assert max(len(reading), len(clearing)) < 12
