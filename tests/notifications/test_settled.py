"""What was asked of several people is done by one: the others are not asked any more."""

import pytest

from civic.core.clock import now
from civic.journal.actions import record
from civic.live.models import Change
from civic.live.rules import person_topic
from civic.memberships.actions.answering import accept_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.events import RequestsLeftWaiting
from civic.memberships.models import Membership
from civic.messaging.actions import sharing, writing
from civic.notifications.actions.inbox import mark_all_read, open_inbox
from civic.notifications.models import Notification, Opening
from civic.notifications.queries import inbox
from civic.notifications.queries.inbox import inbox_page, newest_unread
from civic.polls.actions.counting import close_poll
from civic.polls.actions.managing import answer_poll
from civic.polls.enums import HOLD_POLLS
from civic.polls.events import PollClosed, PollOpened
from civic.polls.models import Poll, Voter
from civic.threads.actions.answering import put_away_comments, take_back_comments
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.notifications.orders import handle_in
from tests.polls.factories import PollFactory, vote


@pytest.fixture
def unread(commune, viewer_of, run_jobs):
    """How much waits in these people's bells, once all is delivered."""

    def count(*people):
        run_jobs()
        return [inbox.unread(viewer_of(person, commune)).total for person in people]

    return count


def test_a_request_that_a_delegate_answers(commune, mayor, delegate_with, unread, viewer_of):
    delegate = delegate_with(MANAGE_RESIDENTS)
    membership = request_membership(person=PersonFactory(), commune=commune, residence="main", words="")
    assert unread(mayor, delegate) == [1, 1]
    viewer = viewer_of(delegate, commune)
    accept_membership(viewer=viewer, membership_id=membership.pk, proof="known")
    assert unread(mayor, delegate) == [0, 0]


def test_the_reminder_goes_with_the_last_request(commune, mayor, delegate_with, unread, viewer_of):
    delegate = delegate_with(MANAGE_RESIDENTS)
    waiting = [MembershipFactory(commune=commune, person=PersonFactory(), status="pending") for _ in range(2)]
    record(RequestsLeftWaiting(waiting=2, days=3), commune_id=commune.pk)
    assert unread(mayor, delegate) == [1, 1]
    for membership, left in zip(waiting, (1, 0), strict=True):
        viewer = viewer_of(delegate, commune)
        accept_membership(viewer=viewer, membership_id=membership.pk, proof="known")
        assert unread(mayor, delegate) == [left, left]
    assert Membership.objects.filter(status="accepted").count() == 2


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "put away"])
def test_comments_that_a_delegate_answers(
    commune, post, mayor, delegate, resident, unread, viewer_of, answered
):
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    for words in ("Un", "Deux"):
        write_message(viewer=viewer_of(resident, commune), body=words, key=words, **said)
    assert unread(mayor) == [1]
    viewer = viewer_of(delegate, commune)
    if answered:
        write_message(viewer=viewer, body="Réponse", key="3", **said)
        # The mayor published it, and hears of the answer as of any comment; it asks for nothing.
        assert unread(mayor) == [0]
    else:
        put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=2)
        assert unread(mayor) == [0]
    assert Notification.objects.filter(person=mayor, cleared_at=None, withdrawn_at=None).exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
def test_comments_put_away_and_taken_back(
    commune, post, mayor, delegate, resident, unread, viewer_of, run_jobs, order
):
    """Asked again of whom it was taken from by that alone, in whatever order the jobs come."""
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Un", key="1", **said)
    assert unread(mayor) == [1]
    viewer = viewer_of(delegate, commune)
    put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=1)
    if order == (0, 1):
        assert unread(mayor) == [0]
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    if order == (1, 0):
        handle_in(order, post.thread_id)
    assert unread(mayor) == [1]
    put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=1)
    assert unread(mayor) == [0]


def test_what_was_read_before_or_came_since_stays_so(
    commune, post, mayor, delegate, resident, second_resident, unread, viewer_of, clock
):
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Un", key="1", **said)
    assert unread(mayor) == [1]
    mark_all_read(viewer=viewer_of(mayor, commune))
    clock.forward(minutes=1)
    viewer = viewer_of(delegate, commune)
    put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=1)
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    assert unread(mayor) == [0]
    put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=1)
    write_message(viewer=viewer_of(second_resident, commune), body="Deux", key="2", **said)
    assert unread(mayor) == [1]
    mark_all_read(viewer=viewer_of(mayor, commune))
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    assert unread(mayor) == [0]


def test_open_pages_hear_that_it_waits_again(commune, post, mayor, delegate, resident, unread, viewer_of):
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Un", key="1", **said)
    viewer = viewer_of(delegate, commune)
    put_away_comments(viewer=viewer, thread_id=post.thread_id, upto=1)
    unread(mayor)
    heard = Change.objects.filter(topic=person_topic(mayor.pk)).order_by("pk")
    before = heard.count()
    take_back_comments(viewer=viewer, thread_id=post.thread_id)
    unread(mayor)
    assert [(one.name, one.data["read"]) for one in heard[before:]] == [("notification", True)]


def test_a_message_put_away_and_taken_back(commune, mayor, resident, unread, viewer_of):
    written = writing.write_to_town_hall(
        viewer=viewer_of(resident, commune), addressee="team", body="Un banc est cassé.", key="1"
    )
    assert unread(mayor) == [1]
    own = viewer_of(mayor, commune)
    sharing.put_away(viewer=own, thread_id=written.thread_id, upto=1)
    assert unread(mayor) == [0]
    sharing.take_back(viewer=own, thread_id=written.thread_id)
    assert unread(mayor) == [1]


def test_comments_under_which_a_delegate_speaks_whose_it_is_not(
    commune, post, mayor, delegate_with, resident, unread, viewer_of
):
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Un", key="1", **said)
    assert unread(mayor) == [1]
    viewer = viewer_of(delegate_with(EDIT_PAGE), commune)
    write_message(viewer=viewer, body="Bonjour", key="2", **said)
    assert unread(mayor) == [1]


def test_a_comment_that_still_waits(commune, post, mayor, resident, second_resident, unread, viewer_of):
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    write_message(viewer=viewer_of(resident, commune), body="Un", key="1", **said)
    write_message(viewer=viewer_of(second_resident, commune), body="Deux", key="2", **said)
    assert unread(mayor) == [1]


def test_a_poll_that_a_delegate_concludes(commune, mayor, delegate_with, unread, viewer_of):
    delegate = delegate_with(HOLD_POLLS)
    poll = PollFactory(commune=commune, author=mayor, closes_at=now(), closed_at=now())
    record(PollClosed(poll_id=poll.pk), target=poll, commune_id=commune.pk)
    assert unread(mayor, delegate) == [1, 1]
    answer_poll(viewer=viewer_of(delegate, commune), poll_id=poll.pk, outcome="Nous planterons des tilleuls.")
    assert Notification.objects.filter(kind="poll_closed", read_at=None).count() == 2
    unread(mayor)
    assert not Notification.objects.filter(kind="poll_closed", read_at=None).exists()
    assert Poll.objects.get().outcome


def test_a_poll_in_which_one_has_voted(commune, mayor, resident, second_resident, unread, viewer_of, clock):
    """It waits no more for who voted, and for nobody once it is closed; nothing is written of the vote."""
    for person in (resident, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    poll = PollFactory(commune=commune, author=mayor, title="Le marché")
    record(PollOpened(poll_id=poll.pk), target=poll, commune_id=commune.pk)
    assert unread(resident, second_resident) == [1, 1]
    vote(poll, resident, 0)
    assert unread(resident, second_resident) == [0, 1]
    for person, waits in ((resident, False), (second_resident, True)):
        viewer = viewer_of(person, commune)
        [line] = inbox_page(viewer).lines
        assert (line.kind.key, line.is_unread) == ("poll_opened", waits)
        assert (newest_unread(viewer) is not None) is waits
    assert not Opening.objects.exists()
    clock.at(poll.closes_at)
    clock.forward(minutes=1)
    close_poll(poll_id=poll.pk)
    assert unread(resident, second_resident) == [0, 0]
    assert not Voter.objects.exists()
    assert inbox_page(viewer_of(resident, commune)).lines == []
