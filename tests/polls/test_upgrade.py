"""Polls that are open while the platform is upgraded, and processes of the version before that go on meanwhile."""

import struct
import threading
import time
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.db.models import F

from civic.core.clock import now
from civic.core.encryption import UnreadableValue
from civic.polls import vault
from civic.polls.actions import counting
from civic.polls.enums import Failure
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from civic.polls.sealing import Seals
from tests.migrating import migrate_to, models_at
from tests.polls.factories import vote

BEFORE, AFTER = [("polls", "0004_voter")], [("polls", "0006_erased_voters_under_seal")]
FORMER = b"s" * 32
VOTE_OF_BEFORE = """SELECT b.secret FROM polls_poll p LEFT JOIN polls_ballotbox b ON b.poll_id = p.id
WHERE p.id = %s FOR SHARE OF p"""


@pytest.fixture
def apps_before(poll):
    with connection.cursor() as cursor:  # as it was: a box has no other column
        cursor.execute("DELETE FROM polls_ballotbox")
    vault.erase(poll.pk)
    with models_at(*BEFORE) as models:
        yield models


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
    migrate_to(*AFTER)
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
    migrate_to(*AFTER)
    voter.join(timeout=10)
    assert found == [ProgrammingError]


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'polls_poll'::regclass"
        )
        return cursor.fetchone()[0]


class Former:
    """Two versions of before: what their processes wrote, and how they read a count."""

    def __init__(self, poll):
        self.poll, self.seals = poll, Seals(poll_id=poll.pk, secret=vault.read(poll.pk))

    def keep(self, figures):
        count = self.seals._seal(b"tally", struct.pack(f">{len(figures)}I", *figures))
        BallotBox.objects.filter(poll=self.poll).update(tally=count)

    def reads(self):
        return self.seals._open(b"tally", bytes(BallotBox.objects.get(poll=self.poll).tally))

    def vote(self, person, place):
        Voter.objects.create(poll=self.poll, person_id=person.pk)
        key = uuid4()
        sealed = self.seals._seal(b"ballot", (1 << place).to_bytes(4), key.bytes)
        SealedBallot.objects.create(pk=key, poll=self.poll, sealed=sealed)

    def erase(self, person):
        Voter.objects.filter(poll=self.poll, person_id=person.pk).delete()
        BallotBox.objects.filter(poll=self.poll).update(erased_voters=F("erased_voters") + 1)


@pytest.fixture(params=[21, 22], ids=["figures alone", "with erased voters"])
def former(request, poll, commune, residents_of):
    """Seven were counted, seven wait; of the first, one is erased."""
    writer, people = Former(poll), residents_of(commune, 14)
    for number, person in enumerate(people):
        writer.vote(person, number % 2)
    counted = list(SealedBallot.objects.order_by("id")[:7])
    places = [writer.seals.open_ballot(row.pk, row.sealed, b"")[0] for row in counted]
    SealedBallot.objects.filter(pk__in=[row.pk for row in counted]).delete()
    figures = [7, places.count(0), places.count(1), *[0] * 18, 1]
    writer.keep(figures[: request.param])
    writer.erase(people[0])
    writer.people = people
    return writer


def result_at_the_close():
    Poll.objects.update(closes_at=now())
    counting.advance_polls()
    poll = Poll.objects.get()
    return poll.ballots, list(PollOption.objects.order_by("position").values_list("votes", flat=True))


def test_processes_of_before_vote_and_erase_beside_the_new_ones(former, poll, commune, residents_of):
    """Until the first count that a new one makes."""
    former.erase(former.people[1])
    older, newer, late = residents_of(commune, 3)
    former.vote(older, 2)
    vote(poll, newer, 2)
    former.erase(older)
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    assert former.reads()
    vote(poll, late, 2)
    counting.count_waiting_ballots(poll_id=poll.pk)
    assert result_at_the_close() == (17, [7, 7, 3])


def test_a_process_of_before_that_waited_to_vote_is_counted(former, poll, commune, residents_of):
    """It read the count before a new process took it over, and writes its ballot a moment after."""
    *people, late = residents_of(commune, 7)
    for person in people:
        former.vote(person, 2)
    counting.count_waiting_ballots(poll_id=poll.pk)
    former.vote(late, 2)
    for _ in range(2):
        counting.count_waiting_ballots(poll_id=poll.pk)
    assert Poll.objects.get().failure == ""
    assert result_at_the_close() == (21, [7, 7, 7])


def test_what_was_cast_before_counts_once(former, poll, commune, residents_of):
    for person in residents_of(commune, 6):
        former.vote(person, 2)
    kept = list(SealedBallot.objects.all())
    for _ in range(2):
        counting.count_waiting_ballots(poll_id=poll.pk)
    assert SealedBallot.objects.count() == 5
    for person in residents_of(commune, 6):
        vote(poll, person, 2)
    SealedBallot.objects.all().delete()
    SealedBallot.objects.bulk_create(kept[:11])
    assert result_at_the_close() == (None, [None] * 3)
    assert Poll.objects.get().failure == Failure.BALLOTS


@pytest.mark.parametrize("said", [Failure.SECRET, Failure.COUNTS])
def test_what_a_process_of_before_cannot_read_heals_once_it_is_gone(
    former, poll, commune, residents_of, said
):
    """It says so of this poll, and goes on with the others; an account that it erases meanwhile is one voter less."""
    for person in residents_of(commune, 6):
        former.vote(person, 2)
    counting.count_waiting_ballots(poll_id=poll.pk)
    with pytest.raises(UnreadableValue):
        former.reads()
    former.erase(former.people[1])
    counting.record_failure(poll_id=poll.pk, failure=said)
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    assert result_at_the_close() == (20, [7, 7, 6])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_secret", [True, False])
def test_an_upgrade_where_the_secret_is_not_mounted_loses_no_poll(
    former, poll, has_secret, settings, tmp_path
):
    """It is migrated as it stands, erased voters included."""
    there = settings.POLL_SECRETS_DIR
    migrate_to(("polls", "0005_no_secret_in_the_database"))
    settings.POLL_SECRETS_DIR = there if has_secret else tmp_path / "not mounted"
    migrate_to(*AFTER)
    counting.advance_polls()
    settings.POLL_SECRETS_DIR = there
    former.erase(former.people[1])
    counting.advance_polls()
    assert Poll.objects.get().failure == ""
    assert result_at_the_close() == (14, [7, 7, 0])
