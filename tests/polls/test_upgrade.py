"""Polls that are open when the secrets leave the database."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from civic.core.clock import now
from civic.polls import vault
from civic.polls.actions import counting
from civic.polls.models import BallotBox, Poll, PollOption
from civic.polls.sealing import Seals, Tally
from tests.polls.factories import vote

BEFORE, AFTER = [("polls", "0004_voter")], [("polls", "0006_box_without_secret")]
FORMER = b"s" * 32


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def apps_before(poll):
    with connection.cursor() as cursor:  # as it was: a box has no other column
        cursor.execute("DELETE FROM polls_ballotbox")
    vault.erase(poll.pk)
    yield migrate(BEFORE)
    migrate(AFTER)


@pytest.mark.django_db(transaction=True)
def test_an_open_poll_goes_on_with_another_secret(apps_before, poll, commune, residents_of):
    """Five are counted and five wait, one voter was erased: sealed as they were then."""
    seals = Seals(poll_id=poll.pk, secret=FORMER)
    models = {name: apps_before.get_model("polls", name) for name in ("BallotBox", "SealedBallot", "Voter")}
    counted = seals.seal_tally(Tally(5, [2, 3, *[0] * 18]))
    models["BallotBox"].objects.create(poll_id=poll.pk, secret=FORMER, tally=counted)
    for place in (0, 0, 1, 1, 1):
        models["SealedBallot"].objects.create(
            poll_id=poll.pk, sealed=seals._seal(b"ballot", (1 << place).to_bytes(4))
        )
    people = residents_of(commune, 10)
    for person in people[:9]:
        models["Voter"].objects.create(poll_id=poll.pk, person_id=person.pk)
    migrate(AFTER)
    assert vault.read(poll.pk) != FORMER
    assert BallotBox.objects.get().erased_voters == 1
    vote(poll, people[9], 0)
    Poll.objects.update(closes_at=now())
    counting.close_poll(poll_id=poll.pk)
    assert Poll.objects.get().ballots == 11
    votes = PollOption.objects.order_by("position").values_list("votes", flat=True)
    assert list(votes) == [5, 6, 0]
