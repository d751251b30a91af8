"""Ballots are opened by five at least, five at least stay in the box, and the end opens all or none."""

import contextlib
import time
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from civic.contents import actions as contents
from civic.contents.enums import Status
from civic.core.clock import now
from civic.notifications.models import Notification
from civic.polls.actions import counting, voting
from civic.polls.events import PollClosed
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.sealing import Seals, new_box, open_box
from tests.polls.factories import PollFactory, vote
from tests.together import together


def tally_of(poll):
    box = BallotBox.objects.get(poll=poll)
    return open_box(poll.pk, box.tally)[1]


def past_limit(poll, clock):
    Poll.objects.filter(pk=poll.pk).update(closes_at=poll.closes_at)
    clock.at(poll.closes_at + timedelta(seconds=1))


def final(poll):
    return list(PollOption.objects.filter(poll=poll).order_by("position").values_list("votes", flat=True))


@pytest.mark.parametrize(("votes", "counted"), [(4, 0), (5, 0), (9, 0), (10, 5), (11, 6), (14, 9), (23, 18)])
def test_five_at_least_are_opened_and_five_stay(poll, commune, residents_of, votes, counted):
    for number, person in enumerate(residents_of(commune, votes)):
        vote(poll, person, number % 3)
    counting.advance_polls()
    counting.count_ballots(poll_id=poll.pk)
    assert tally_of(poll).ballots == counted
    assert sum(tally_of(poll).votes) == counted
    assert SealedBallot.objects.count() == votes - counted
    assert Voter.objects.count() == votes


def test_no_two_results_differ_by_fewer_than_five(poll, commune, residents_of, clock):
    """Whoever looks at the result after every vote, and at the end, subtracts nothing smaller than a batch."""
    shown = [0]
    for number, person in enumerate(residents_of(commune, 33)):
        vote(poll, person, number % 3)
        counting.count_ballots(poll_id=poll.pk)
        shown.append(tally_of(poll).ballots)
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    shown.append(Poll.objects.get().ballots)
    steps = {after - before for before, after in pairwise(shown)} - {0}
    assert min(steps) >= 5
    assert sum(final(poll)) == 33


def test_which_ballots_are_opened_has_nothing_to_do_with_who_came_last(poll, commune, residents_of):
    """Ten vote « Mardi », then ten « Jeudi »: ballots in order of arrival would leave only the last ones."""
    left = set()
    for _ in range(6):
        SealedBallot.objects.all().delete()
        Voter.objects.all().delete()
        BallotBox.objects.update(tally=new_box(poll.pk))
        for number, person in enumerate(residents_of(commune, 20)):
            vote(poll, person, number // 10)
        counting.count_ballots(poll_id=poll.pk)
        seals, tally = open_box(poll.pk, BallotBox.objects.get(poll=poll).tally)
        rows = SealedBallot.objects.all()
        left |= {seals.open_ballot(row.pk, row.sealed, tally.round_id)[0] for row in rows}
    assert left == {0, 1}


def test_the_end_counts_all_and_erases_who_took_part(poll, commune, residents_of, clock, run_jobs):
    for number, person in enumerate(residents_of(commune, 17)):
        vote(poll, person, 0 if number < 11 else 2)
    counting.count_ballots(poll_id=poll.pk)
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    poll.refresh_from_db()
    assert (poll.is_closed, poll.ballots, final(poll)) == (True, 17, [11, 0, 6])
    assert not Voter.objects.exists()
    assert not SealedBallot.objects.exists()
    assert not BallotBox.objects.exists()
    counting.close_poll(poll_id=poll.pk)  # once is enough
    poll.refresh_from_db()
    assert poll.ballots == 17


def test_too_few_are_erased_unopened(poll, commune, residents_of, clock, monkeypatch):
    for person in residents_of(commune, 4):
        vote(poll, person, 0)
    past_limit(poll, clock)
    monkeypatch.setattr(Seals, "open_ballot", lambda *_: pytest.fail("opened"))
    counting.close_poll(poll_id=poll.pk)
    poll.refresh_from_db()
    assert (poll.is_closed, poll.ballots, final(poll)) == (True, None, [None, None, None])
    assert not SealedBallot.objects.exists()
    assert not Voter.objects.exists()


def test_five_are_enough(poll, commune, residents_of, clock):
    for person in residents_of(commune, 5):
        vote(poll, person, 1)
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    assert final(poll) == [0, 5, 0]


def test_nothing_is_closed_before_its_limit(poll):
    counting.close_poll(poll_id=poll.pk)
    poll.refresh_from_db()
    assert poll.is_open


def test_the_clock_opens_counts_and_closes(commune, mayor, residents_of, clock, run_jobs):
    """The jobs of their own hour are lost: every minute the schedule looks after them."""
    planned = PollFactory(commune=commune, author=mayor, status=Status.SCHEDULED)
    contents.publish_all_due()
    run_jobs()
    planned.refresh_from_db()
    assert planned.is_open
    for person in residents_of(commune, 12):
        vote(planned, person, 0)
    counting.advance_polls()
    run_jobs()
    assert tally_of(planned).ballots == 7
    past_limit(planned, clock)
    counting.advance_polls()
    run_jobs()
    planned.refresh_from_db()
    assert (planned.is_closed, planned.ballots) == (True, 12)


def test_the_town_hall_is_notified_that_it_is_closed(poll, mayor, resident, clock, run_jobs):
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    run_jobs()
    assert set(Notification.objects.filter(kind="poll_closed").values_list("person_id", flat=True)) == {
        mayor.pk
    }
    assert PollClosed.__name__


def test_keys_can_be_rotated_while_people_vote(poll, commune, residents_of, clock, settings):
    people = residents_of(commune, 12)
    old = list(settings.ENCRYPTION_KEYS)
    for person in people[:6]:
        vote(poll, person, 0)
    settings.ENCRYPTION_KEYS = ["bmV3LW9ubHktbmV3LW9ubHktbmV3LW9ubHktbmV3LW8=", *old]
    for person in people[6:]:
        vote(poll, person, 1)
    counting.count_ballots(poll_id=poll.pk)
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    assert final(poll) == [6, 6, 0]


@pytest.mark.django_db(transaction=True)
def test_votes_counts_and_the_end_at_once_lose_nothing(poll, commune, residents_of):
    """Two counters and six voters beside each other, and somebody who closes before the last of them is through:
    whoever was answered that their vote is taken is in the result."""
    people, taken = residents_of(commune, 48), []

    def voter(own):
        for person in own:
            with contextlib.suppress(voting.VoteIsOver):
                vote(poll, person, 1)
                taken.append(person.pk)

    def count():
        for _ in range(6):
            counting.count_ballots(poll_id=poll.pk)

    def close():
        end = time.monotonic() + 30
        while len(taken) < 30 and time.monotonic() < end:
            time.sleep(0.001)
        Poll.objects.filter(pk=poll.pk).update(closes_at=now())
        counting.close_poll(poll_id=poll.pk)

    together(*[partial(voter, people[at::6]) for at in range(6)], count, count, close)
    assert Poll.objects.get().ballots == len(taken) == len(set(taken))
    assert final(poll) == [0, len(taken), 0]
    assert not SealedBallot.objects.exists()


def test_results_are_for_those_who_voted_until_the_end(
    poll, commune, residents_of, viewer_of, clock, client_of, mayor
):
    people = residents_of(commune, 13)
    for person in people[:12]:
        vote(poll, person, 2)
    counting.count_ballots(poll_id=poll.pk)
    address = f"/{commune.slug}/sondages/{poll.pk}/"
    shown = client_of(people[0]).get(address).text
    assert "100\u00a0%" in shown
    assert "7\u00a0premiers bulletins" in shown
    for person in (people[12], mayor):
        hidden = client_of(person).get(address).text
        assert "bulletins." not in hidden
        assert "100\u00a0%" not in hidden
    past_limit(poll, clock)
    counting.close_poll(poll_id=poll.pk)
    for person in (people[0], people[12], mayor):
        page = client_of(person).get(address).text
        assert "12\u00a0bulletins dépouillés" in page
        assert "Samedi" in page
