"""200 known votes through the real pages, and somebody with all that the machine keeps but the directory of secrets:
ENCRYPTION_KEYS, tables with the engine's own columns, the file and its log, a copy of every night, the journal, jobs,
cookies, log lines, and half of the voters as accomplices.

They must guess no better than by chance: each attack stays under the share that the most common answer gives, plus
four standard deviations, which luck alone passes in one case of thirty thousand. The same attacks must succeed where
they are given the secret, and on a table that is made as one would without thinking."""

import logging
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from civic.polls import vault
from civic.polls.actions import counting, voting
from civic.polls.models import BallotBox, Poll, PollOption, SealedBallot, Voter
from tests.polls.attacker import (
    Copy,
    WriteAheadLog,
    attack_copy,
    bits,
    by_order,
    chance,
    changed_places,
    holding,
    learnt,
    table,
)
from tests.polls.factories import PollFactory, vote

VOTES, FEWER, COUNT_EVERY = 200, 125, 25
pytestmark = pytest.mark.django_db(transaction=True)


class Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.getMessage()} {record.__dict__!r}")


@pytest.fixture
def log_lines():
    """Everything that anything says, statements of the database with their values included."""
    handler, root = Lines(), logging.getLogger()
    names = [root, *(logging.getLogger(name) for name in ("django.db.backends", "django.request", "civic"))]
    levels = [one.level for one in names]
    for one in names:
        one.setLevel(logging.DEBUG)
    root.addHandler(handler)
    connection.force_debug_cursor = True
    yield handler.lines
    connection.force_debug_cursor = False
    root.removeHandler(handler)
    for one, level in zip(names, levels, strict=True):
        one.setLevel(level)


@pytest.fixture
def naive_tables():
    """What one would write without thinking: the choice in a row, and a counter, with the participation."""
    own = "SERIAL PRIMARY KEY" if connection.vendor == "postgresql" else "INTEGER PRIMARY KEY AUTOINCREMENT"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE naive_ballot (id {own}, option_id TEXT)")
        cursor.execute("CREATE TABLE naive_counter (option_id TEXT PRIMARY KEY, votes INTEGER)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_ballot")
        cursor.execute("DROP TABLE naive_counter")


@pytest.fixture
def paper(commune, mayor):
    poll = PollFactory(commune=commune, author=mayor, options=["Nord", "Sud", "Est", "Ouest"])
    return poll, list(PollOption.objects.filter(poll=poll).order_by("position"))


class Evening:
    """All votes, and what could be seen of them."""

    def __init__(self, paper, people, client_of, *, is_counted=False):
        self.poll, self.options = paper
        self.choices = Random(11).choices(range(4), k=len(people))
        self.people = [person.pk.hex for person in people]
        self.answers, self.tallies = [], []
        browsers = [client_of(person) for person in people]  # who signs in writes, too
        self.sizes_before = _sizes()
        self.wal = WriteAheadLog()
        self.wal.mark()
        for number, (browser, choice) in enumerate(zip(browsers, self.choices, strict=True), 1):
            form = {"option": str(self.options[choice].pk), "confirme": "1"}
            answer = browser.post(reverse("poll_vote", args=[self.poll.commune.slug, self.poll.pk]), form)
            assert answer.status_code == 302
            self.answers.append(answer)
            self.wal.mark()
            if is_counted and number % COUNT_EVERY == 0:
                assert counting.count_ballots(poll_id=self.poll.pk)
                self.tallies += [bytes(BallotBox.objects.get(poll=self.poll).tally)] * COUNT_EVERY

    def choice_of(self, person):
        return self.choices[self.people.index(person)]

    def attack_orders(self, ballots, content):
        """The best that any order of both tables gives."""
        found = {}
        for name, pairs in by_order(table("polls_voter"), table(ballots), content).items():
            known = [self.choice_of(person) for person, _ in pairs]
            found[name] = learnt([bits(ballot) for _, ballot in pairs], known)
        return found

    def attack_log(self):
        slices, keys = self.wal.slices(), [option.pk for option in self.options]
        return learnt(holding(slices, keys), self.choices)


@pytest.fixture
def evening(paper, commune, residents_of, client_of):
    def hold(*, votes, **options):
        return Evening(paper, residents_of(commune, votes), client_of, **options)

    return hold


def test_what_is_kept_tells_nothing(evening, log_lines):
    found = evening(votes=VOTES)
    limit = chance(found.choices)
    orders = found.attack_orders("polls_sealedballot", lambda row: bytes(row["sealed"]))
    assert len(orders) >= 9
    assert {name: share for name, share in orders.items() if share > limit} == {}
    assert found.attack_log() <= limit
    if connection.vendor == "sqlite":
        assert learnt(changed_places(found.wal.whole(), found.wal.ends()), found.choices) <= limit
    # Nothing else grew, but what counts requests, by a keyed digest that knows no choice.
    grown = {name for name, size in _sizes().items() if size != found.sizes_before[name]}
    assert grown <= {"polls_voter", "polls_sealedballot", "throttles_counter"}, grown
    # No key of an answer in a log line, but where the paper itself is read; none in a cookie or an address.
    keys = [way for option in found.options for way in (option.pk.hex, str(option.pk))]
    leaked = [line for line in log_lines if any(key in line for key in keys)]
    assert leaked == []
    for answer in found.answers:
        kept = f"{answer.url} {answer.cookies.output()} {dict(answer.headers)}"
        assert not any(key in kept for key in [*keys, *(option.text for option in found.options)])
    assert len({len(answer.content) for answer in found.answers}) == 1


def test_counting_between_the_votes_tells_nothing(evening):
    """Who watches the box after every batch sees a sealed count of one size, and options without a figure."""
    found = evening(votes=FEWER, is_counted=True)
    limit = chance(found.choices)
    assert learnt([bits(tally) for tally in found.tallies], found.choices) <= limit
    assert found.attack_log() <= limit
    assert len(set(map(len, found.tallies))) == 1
    assert set(PollOption.objects.values_list("votes", flat=True)) == {None}
    assert SealedBallot.objects.count() == 5


def test_the_same_attacks_succeed_where_one_did_not_think(evening, naive_tables, monkeypatch):
    real = voting.cast_vote

    def naive(*, option_ids, **rest):
        with transaction.atomic():
            real(option_ids=option_ids, **rest)
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO naive_ballot (option_id) VALUES (%s)", [str(option_ids[0])])
                cursor.execute(
                    "INSERT INTO naive_counter VALUES (%s, 1) "
                    "ON CONFLICT (option_id) DO UPDATE SET votes = naive_counter.votes + 1",
                    [str(option_ids[0])],
                )

    monkeypatch.setattr(voting, "cast_vote", naive)
    found = evening(votes=FEWER)
    orders = found.attack_orders("naive_ballot", lambda row: row["option_id"].encode())
    assert max(orders.values()) > 0.95
    assert found.attack_log() > 0.9
    if connection.vendor == "sqlite":
        assert learnt(changed_places(found.wal.whole(), found.wal.ends()), found.choices) > 0.6


@pytest.fixture
def other_evening(commune, mayor, residents_of):
    """Another poll goes on, in the same tables: their pages stay in use."""

    def hold():
        other = PollFactory(commune=commune, author=mayor)
        for person in residents_of(commune, 4):
            vote(other, person, 1)
        return other

    return hold


def test_who_has_all_but_the_secret_guesses_by_chance(evening, clock, run_jobs, log_lines, settings):
    """Before, at and after the close, with every copy that was ever made; and the secret alone makes the difference."""
    nights = [Copy()]
    found = evening(votes=VOTES)
    nights.append(Copy())
    secret = vault.read(found.poll.pk)
    clock.at(found.poll.closes_at)
    counting.close_poll(poll_id=found.poll.pk)
    nights.append(Copy())
    assert vault.read(found.poll.pk) == secret  # the job that erases it has not run yet
    with_secret = attack_copy(nights[1], [secret], found.poll.pk, found.choice_of)
    assert with_secret == 1.0
    run_jobs()
    nights.append(Copy())
    with pytest.raises(vault.SecretLost):
        vault.read(found.poll.pk)

    guesses = {b"", settings.SECRET_KEY.encode(), found.poll.pk.bytes}
    guesses |= {urlsafe_b64decode(key) for key in settings.ENCRYPTION_KEYS}
    for night in nights:
        guesses |= night.guessed_secrets()
        assert not night.has(secret)
    assert len(guesses) > 1_000
    assert attack_copy(nights[1], guesses, found.poll.pk, found.choice_of) <= chance(found.choices)
    log = found.wal.rest()
    assert secret not in log
    assert not any(secret.hex() in line or repr(secret) in line for line in log_lines)


def test_after_the_end_nothing_is_left_to_open(
    paper, commune, residents_of, client_of, clock, run_jobs, other_evening
):
    """In the files of the database: neither who took part, nor what lay in the box."""
    poll, _ = paper
    other = other_evening()
    found = Evening(paper, residents_of(commune, 30), client_of)
    ballots = [bytes(row.sealed) for row in SealedBallot.objects.filter(poll=poll)]
    kept = [bytes(row.sealed) for row in SealedBallot.objects.filter(poll=other)]
    clock.at(poll.closes_at)
    Poll.objects.filter(pk=other.pk).update(closes_at=poll.closes_at + timedelta(days=1))
    counting.close_poll(poll_id=poll.pk)
    run_jobs()
    assert {model.objects.filter(poll=poll).exists() for model in (BallotBox, SealedBallot, Voter)} == {False}
    votes = PollOption.objects.filter(poll=poll).order_by("position").values_list("votes", flat=True)
    assert list(votes) == [found.choices.count(place) for place in range(4)]
    files = _files("polls_sealedballot", "polls_voter", "polls_ballotbox")
    assert all(ballot in files for ballot in kept)  # these are the files
    assert not any(ballot in files for ballot in ballots)


def _files(*tables):
    """What lies on the disk of these tables: free pages and gaps within pages included."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())
        cursor.execute("CHECKPOINT")
        content = b""
        for name in tables:
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [name])
            content += bytes(cursor.fetchone()[0])
        return content


def test_an_error_names_no_choice(paper, resident, client_of, monkeypatch, log_lines):
    """What the server says of a failure has frames and types, and no values."""
    poll, options = paper
    monkeypatch.setattr(voting.Seals, "seal_ballot", lambda *_: int("x"))
    browser = client_of(resident, raise_request_exception=False)
    form = {"option": str(options[2].pk), "confirme": "1"}
    assert browser.post(reverse("poll_vote", args=[poll.commune.slug, poll.pk]), form).status_code == 500
    printed = [line for line in log_lines if "Internal Server Error" in line]
    assert printed
    assert not any(key in line for line in log_lines for key in (str(options[2].pk), options[2].pk.hex))


@pytest.fixture
def server_lines():
    """What PostgreSQL writes in its log where it is asked to log each statement, heard by the client too."""
    lines = []

    def hear(notice):
        lines.append(f"{notice.message_primary} {notice.message_detail}")

    asked = {"log_min_duration_statement": "0", "client_min_messages": "log"}
    with connection.cursor() as cursor:
        for name, value in asked.items():
            cursor.execute(f"SET {name} = {value}")
    connection.connection.add_notice_handler(hear)
    yield lines
    connection.connection.remove_notice_handler(hear)
    with connection.cursor() as cursor:
        for name in (*asked, "log_parameter_max_length"):
            cursor.execute(f"RESET {name}")


@pytest.mark.postgresql
@pytest.mark.parametrize(("most", "is_named"), [(0, False), (-1, True)], ids=["as installed", "by default"])
def test_a_server_that_logs_statements_names_no_voter_as_installed(
    paper, resident, server_lines, most, is_named
):
    """By `deploy/README.md`; PostgreSQL's own default would write who and the ballot in one line."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET log_parameter_max_length = {most}")
    vote(paper[0], resident, 2)
    ballot = SealedBallot.objects.get()
    written = [line for line in server_lines if "INSERT INTO polls_voter" in line]
    assert written
    for value in (str(resident.pk), str(ballot.pk), bytes(ballot.sealed).hex()):
        assert any(value in line for line in written) == is_named


def _sizes():
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        sizes = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            sizes[name] = cursor.fetchone()[0]
    return sizes


def test_the_key_of_a_ballot_is_random(paper, commune, residents_of, client_of):
    Evening(paper, residents_of(commune, 12), client_of)
    assert {row.pk.version for row in SealedBallot.objects.all()} == {uuid4().version}
