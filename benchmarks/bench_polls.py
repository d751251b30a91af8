"""200 people vote in one poll at the same instant, on a private PostgreSQL: through the action, with all its checks and
its envelope; and as the same two rows written by bare statements in one transaction, by the same driver and pool. Each
voter tries twice. No vote may be lost, none counted double.

`python -m benchmarks.bench_polls`
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks.table import Goal, report
from tests.postgresql import private_cluster

VOTERS, ROUNDS = 200, 21


def measure(engine: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    place, people = _town()
    shares = []
    for _ in range(ROUNDS):  # in turns, so that a machine that slows down slows both
        bare = _rate(_bare(_poll(place), people))
        poll = _poll(place)
        voted = _rate(_action(poll, people))
        _require_each_once(poll)
        shares.append(voted / bare)
        print(f"{voted:>8.0f} votes/s {bare:>8.0f} bare/s {voted / bare:>6.2f}")
    name = f"Sondages, {VOTERS} voters at once, {engine}"
    return report(name, [Goal("throughput, share of the bare two statements", median(shares), at_least=0.3)])


def _town() -> tuple[Any, list[Any]]:
    from benchmarks.feed.seed import commune
    from civic.memberships.models import Membership

    place, _ = commune("00041", residents=VOTERS, posts=1)
    accepted = Membership.objects.filter(commune=place, status="accepted").values_list("person_id", flat=True)
    return place, list(accepted)[:VOTERS]


def _poll(place: Any) -> Any:
    from civic.core.clock import now
    from civic.polls.actions import writing
    from civic.town_halls.models import Office
    from civic.viewers.queries.viewer import viewer_for

    mayor = viewer_for(person_id=Office.objects.get(commune=place).person_id, commune_id=place.pk)
    content = writing.PollContent(
        title="Le marché",
        question="Quel jour ?",
        options=[writing.Option(text=text) for text in ("Mardi", "Jeudi", "Samedi")],
        closes_at=now() + timedelta(days=1),
        declared=True,
    )
    return writing.publish_poll(viewer=mayor, key=str(uuid4()), content=content)


def _action(poll: Any, people: list[Any]) -> list[Callable[[], None]]:
    from civic.polls.actions import voting
    from civic.viewers.queries.viewer import viewer_for

    options = [option.pk for option in poll.options.all()]
    # A request has its viewer before it comes to the vote.
    viewers = [viewer_for(person_id=person, commune_id=poll.commune_id) for person in people]

    def voter(viewer: Any, choice: Any) -> Callable[[], None]:
        def vote() -> None:
            voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=[choice])

        return vote

    return [voter(viewer, options[number % 3]) for number, viewer in enumerate(viewers)]


def _bare(poll: Any, people: list[Any]) -> list[Callable[[], None]]:
    from django.db import connection, transaction

    def voter(person: Any) -> Callable[[], None]:
        def write() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO polls_voter (poll_id, person_id) VALUES (%s, %s)", [poll.pk, person]
                )
                cursor.execute(
                    "INSERT INTO polls_sealedballot (id, poll_id, sealed) VALUES (%s, %s, %s)",
                    [uuid4(), poll.pk, b"\0" * 32],
                )

        return write

    return [voter(person) for person in people]


def _rate(voters: list[Callable[[], None]]) -> float:
    """Everybody starts at once; each thread takes a connection of the pool, as requests do."""
    from django.db import connections

    start, problems = threading.Barrier(len(voters) + 1), []

    def run(vote: Callable[[], None]) -> None:
        start.wait()
        try:
            vote()
        except Exception as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[vote]) for vote in voters]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begun
    assert not problems, problems[:3]
    return len(voters) / taken


def _require_each_once(poll: Any) -> None:
    """Everybody tries again at once, and is refused; then the poll is closed and counted."""
    from civic.core.clock import now
    from civic.polls.actions import counting, voting
    from civic.polls.models import Poll, PollOption, SealedBallot, Voter

    people = list(Voter.objects.filter(poll_id=poll.pk).values_list("person_id", flat=True))
    assert len(set(people)) == VOTERS, len(people)
    refused = []

    def again(vote: Callable[[], None]) -> Callable[[], None]:
        def try_again() -> None:
            try:
                vote()
            except voting.AlreadyVoted:
                refused.append(vote)

        return try_again

    _rate([again(vote) for vote in _action(poll, people)])
    assert len(refused) == VOTERS, len(refused)
    assert SealedBallot.objects.filter(poll_id=poll.pk).count() == VOTERS
    counting.count_ballots(poll_id=poll.pk)
    Poll.objects.filter(pk=poll.pk).update(closes_at=now())
    counting.close_poll(poll_id=poll.pk)
    poll.refresh_from_db()
    votes = list(PollOption.objects.filter(poll_id=poll.pk).values_list("votes", flat=True))
    assert poll.ballots == sum(number or 0 for number in votes) == VOTERS, (poll.ballots, votes)


def main() -> int:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.feed.settings"
    with private_cluster() as url:
        command = [sys.executable, "-m", "benchmarks.bench_polls", "PostgreSQL"]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
