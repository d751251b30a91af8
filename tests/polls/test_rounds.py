"""Who writes in the database alone, and keeps rows of before: what was counted once counts no second time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from civic.polls.actions import counting
from civic.polls.enums import Failure
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.sealing import open_box
from tests.polls.factories import vote
from tests.together import together, wait_for_a_lock


@pytest.fixture
def accomplices(poll, commune, residents_of):
    people = residents_of(commune, 10)
    for person in people:
        vote(poll, person, 0)
    return people


def others_vote(poll, residents_of, number):
    before = keys()
    for person in residents_of(poll.commune, number):
        vote(poll, person, 1)
    return keys() - before


def keys():
    return set(SealedBallot.objects.values_list("pk", flat=True))


def kept(ballots=None):
    rows = SealedBallot.objects.all() if ballots is None else SealedBallot.objects.filter(pk__in=ballots)
    return list(rows)


def put_back(rows, instead_of):
    """As many ballots as before: those of others go."""
    again = [row for row in rows if row.pk not in keys()]
    assert again
    gone = sorted(instead_of & keys())[: len(again)]
    assert len(gone) == len(again)
    SealedBallot.objects.filter(pk__in=gone).delete()
    SealedBallot.objects.bulk_create(again)


def nothing_is_published(poll, clock, failure=Failure.BALLOTS):
    clock.at(poll.closes_at + timedelta(seconds=1))
    counting.advance_polls()
    poll.refresh_from_db()
    votes = set(PollOption.objects.filter(poll=poll).values_list("votes", flat=True))
    return (poll.is_open, poll.ballots, poll.failure, votes) == (True, None, failure, {None})


@pytest.mark.parametrize("counts", [1, 2, 3])
def test_counted_ballots_are_not_put_back_in_place_of_those_that_wait(
    poll, accomplices, residents_of, clock, counts
):
    own = kept()
    others_vote(poll, residents_of, 10)
    for _ in range(counts):
        assert counting.count_ballots(poll_id=poll.pk)
        waiting = others_vote(poll, residents_of, 10)
    put_back(own, waiting)
    counting.count_waiting_ballots(poll_id=poll.pk)
    assert Poll.objects.get().failure == Failure.BALLOTS
    assert nothing_is_published(poll, clock)


def test_nor_at_the_close(poll, accomplices, residents_of, clock):
    own = kept()
    others_vote(poll, residents_of, 10)
    counting.count_ballots(poll_id=poll.pk)
    put_back(own[:4], others_vote(poll, residents_of, 4))
    assert nothing_is_published(poll, clock)


def test_nor_those_that_stayed_for_the_next_round(poll, accomplices, residents_of, clock):
    """They were sealed again: of neither copy is there a second one to count."""
    counting.count_ballots(poll_id=poll.pk)
    stayed = kept()
    assert len(stayed) == 5
    others_vote(poll, residents_of, 10)
    counting.count_ballots(poll_id=poll.pk)
    put_back(stayed, others_vote(poll, residents_of, 10))
    assert nothing_is_published(poll, clock)


def test_nor_by_going_back_to_an_earlier_round_and_counting_again(poll, accomplices, residents_of, clock):
    """What was sealed for the round that came then opens in no other, also not in the one that comes now."""
    box, before = BallotBox.objects.get(), kept()
    counting.count_ballots(poll_id=poll.pk)
    after = kept()
    SealedBallot.objects.all().delete()
    SealedBallot.objects.bulk_create(before)
    box.save(update_fields=["tally"])
    assert counting.count_ballots(poll_id=poll.pk)
    put_back(after, others_vote(poll, residents_of, 10))
    assert nothing_is_published(poll, clock)


def test_an_earlier_count_does_not_go_with_what_waits_now(poll, accomplices, residents_of, clock):
    counting.count_ballots(poll_id=poll.pk)
    box = BallotBox.objects.get()
    others_vote(poll, residents_of, 10)
    counting.count_ballots(poll_id=poll.pk)
    box.save(update_fields=["tally"])
    voters = open_box(poll.pk, box.tally)[1].ballots + SealedBallot.objects.count()
    Voter.objects.filter(person__in=accomplices[: Voter.objects.count() - voters]).delete()
    assert Voter.objects.count() == voters
    assert nothing_is_published(poll, clock)


def test_what_comes_right_again_goes_on_by_itself(poll, accomplices, residents_of, clock):
    own = kept()
    others_vote(poll, residents_of, 10)
    counting.count_ballots(poll_id=poll.pk)
    others_vote(poll, residents_of, 10)
    before, wrong = kept(), own[:3]
    SealedBallot.objects.bulk_create(wrong)
    for failure in (Failure.COUNTS, Failure.COUNTS):
        counting.count_waiting_ballots(poll_id=poll.pk)
        counting.advance_polls()
        assert Poll.objects.get().failure == failure
    SealedBallot.objects.filter(pk__in=[row.pk for row in before[:3]]).delete()
    for _ in range(2):
        counting.advance_polls()
        assert Poll.objects.get().failure == Failure.BALLOTS
    SealedBallot.objects.filter(pk__in=[row.pk for row in wrong]).delete()
    SealedBallot.objects.bulk_create(before[:3])
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    clock.at(poll.closes_at + timedelta(seconds=1))
    counting.advance_polls()
    assert Poll.objects.get().ballots == 30
    assert list(PollOption.objects.order_by("position").values_list("votes", flat=True)) == [10, 20, 0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_vote_that_waited_for_a_count_is_sealed_for_the_round_after_it(poll, accomplices, residents_of):
    (late,) = residents_of(poll.commune, 1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert counting.count_ballots(poll_id=poll.pk)
            voter = pool.submit(together, partial(vote, poll, late, 1))
            wait_for_a_lock()
        voter.result(timeout=10)
    Poll.objects.update(closes_at=Poll.objects.get().published_at)
    counting.close_poll(poll_id=poll.pk)
    assert Poll.objects.get().ballots == 11
