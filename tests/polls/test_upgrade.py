"""Polls that are open when the secrets leave the database."""

import struct
import threading
import time

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from civic.core.clock import now
from civic.polls import vault
from civic.polls.actions import counting
from civic.polls.models import BallotBox, Poll, PollOption
from civic.polls.sealing import Seals
from tests.polls.factories import vote

BEFORE, AFTER = [("polls", "0004_voter")], [("polls", "0006_erased_voters_under_seal")]
FORMER = b"s" * 32
VOTE_OF_BEFORE = """SELECT b.secret FROM polls_poll p LEFT JOIN polls_ballotbox b ON b.poll_id = p.id
WHERE p.id = %s FOR SHARE OF p"""


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
    counted = seals._seal(b"tally", struct.pack(">21I", 5, 2, 3, *[0] * 18))
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


@pytest.mark.postgresql
@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_who_votes_by_the_code_of_before_meanwhile_gets_no_empty_secret(apps_before, poll, monkeypatch):
    """Their ballot would be sealed with it, and nobody could open it."""
    boxes = apps_before.get_model("polls", "BallotBox").objects
    counted = Seals(poll_id=poll.pk, secret=FORMER)._seal(b"tally", bytes(21 * 4))
    boxes.create(poll_id=poll.pk, secret=FORMER, tally=counted)
    found = []

    def vote_as_before():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(VOTE_OF_BEFORE, [poll.pk])
                found.append(bytes(cursor.fetchone()[0]))
        except ProgrammingError as refused:
            found.append(type(refused))
        finally:
            connections.close_all()

    voter, create = threading.Thread(target=vote_as_before), vault.create

    def create_as_they_vote(poll_id):
        voter.start()
        while not _somebody_waits():
            time.sleep(0.01)
        return create(poll_id)

    monkeypatch.setattr(vault, "create", create_as_they_vote)
    migrate(AFTER)
    voter.join(timeout=10)
    assert found == [ProgrammingError]


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'polls_poll'::regclass"
        )
        return cursor.fetchone()[0]
