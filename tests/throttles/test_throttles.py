"""How often one person, or one address, may send the forms of a page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from civic.core.throttles import FLAGGING, LIKING, SPEAKING, USUAL, TooFast
from civic.throttles.actions import closed_until, purge_counters
from civic.throttles.models import Counter
from civic.throttles.rules import source_of
from tests.architecture.addresses import ADDRESSES, Address
from tests.architecture.ranks import nearest
from tests.architecture.world import World, browser_of

SENTENCE = "Vous avez beaucoup envoyé en peu de temps"


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_counted_by_person_thing_and_stretch_of_time(db: None, clock: Any) -> None:
    clock.at("2026-11-23T09:30:20+01:00")

    def ask(subject: str, activity: str) -> datetime | None:
        return closed_until(subject=subject, activity=activity, limits=((60, 2), (3_600, 3)))

    next_minute, next_hour = (datetime(2026, 11, 23, *at, tzinfo=UTC) for at in ((8, 31), (9, 0)))
    assert [ask("a", "x") for _ in range(3)] == [None, None, next_minute]
    assert ask("b", "x") is ask("a", "y") is None
    clock.forward(seconds=60)
    assert ask("a", "x") == next_hour  # the fourth of the hour
    clock.forward(minutes=60)
    assert ask("a", "x") is None


def test_a_clock_that_is_put_back_closes_nothing_for_longer(db: None, clock: Any) -> None:
    def ask() -> datetime | None:
        return closed_until(subject="a", activity="x", limits=((60, 2), (3_600, 5), (86_400, 8)))

    moment = clock.at("2026-11-23T12:30:20+01:00")
    assert [ask() is None for _ in range(3)] == [True, True, False]
    clock.forward(hours=-2)
    assert [ask() is None for _ in range(3)] == [True, True, False]
    clock.at(moment)
    clock.forward(minutes=1)
    assert ask() is None  # the fourth of that hour, the seventh of the day
    assert [ask() is None for _ in range(2)] == [True, False]  # those of the day went on counting


def test_the_counters_name_nobody_and_go(db: None, clock: Any) -> None:
    closed_until(subject="anne@exemple.test", activity="x", limits=((60, 30),))
    assert "anne" not in Counter.objects.get().key
    purge_counters()
    assert Counter.objects.count() == 1
    clock.forward(minutes=2)
    purge_counters()
    assert Counter.objects.count() == 0


def test_a_page_that_says_nothing_of_it_is_throttled(client_of: Any, resident: Any, commune: Any) -> None:
    browser = client_of(resident)
    statuses = [browser.post(f"/{commune.slug}/suivre/").status_code for _ in range(USUAL.minute)]
    assert 429 not in statuses
    answer = browser.post(f"/{commune.slug}/suivre/")
    assert answer.status_code == 429
    assert SENTENCE in answer.content.decode()
    assert client_of(resident).post("/mon-compte/", {}).status_code == 422  # another page
    assert browser.get(f"/{commune.slug}/").status_code == 200


@pytest.mark.parametrize(
    "address", [one for one in ADDRESSES if one.page.writes], ids=lambda address: address.name
)
def test_every_page_that_writes_says_in_the_end_when_one_may_go_on(address: Address, world: World) -> None:
    """By the minute, the hour and the day, whoever sends; what is read stays open."""
    may, _ = nearest(address.page)
    person = world.person(may, address.page.right)
    browser, path = browser_of(person), world.path(address, person)
    most = address.page.throttle
    assert 0 < most.minute < most.hour < most.day <= 3_000
    for limit, others in ((most.minute, 0), (most.hour, 1), (most.day, 2)):
        Counter.objects.all().delete()
        assert browser.post(path).status_code != 429
        counters = list(Counter.objects.order_by("ends_at", "pk"))
        # All three may end at the same moment, at midnight: then they are told apart by nothing, and need not be.
        assert len(counters) == 3
        Counter.objects.filter(pk=counters[others].pk).update(hits=limit)
        answer = browser.post(path)
        assert answer.status_code == 429
        assert SENTENCE in answer.content.decode()
        assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("at", "until", "said"),
    [
        ("10:00:00", "10:00:01", "dans 1\u00a0seconde"),
        ("10:00:20", "10:01:00", "dans 40\u00a0secondes"),
        ("10:00:00", "10:01:00", "dans 60\u00a0secondes"),
        ("16:02:00", "16:41:30", "à 16\u00a0h\u00a042"),
        ("16:02:00", "17:00:00", "à 17\u00a0h"),
        ("23:58:00", "23:59:30", "demain à 0\u00a0h"),
    ],
)
def test_when_one_may_go_on_is_said_on_the_clock_of_the_commune(
    clock: Any, at: str, until: str, said: str
) -> None:
    clock.at(f"2026-11-23T{at}+01:00")
    refusal = TooFast(datetime.fromisoformat(f"2026-11-23T{until}+01:00"))
    assert refusal.message == f"{SENTENCE}. Vous pourrez continuer {said}."


def test_what_others_read_like_or_judge_has_a_measure_of_its_own() -> None:
    own = {address.name: address.page for address in ADDRESSES if address.page.writes}
    measured = {SPEAKING: {name for name, page in own.items() if page.speaks}} | {
        measure: {name for name in own if name.endswith(endings)}
        for measure, endings in ((LIKING, ("_like", "_unlike")), (FLAGGING, ("_flag",)))
    }
    assert all(measured.values())
    for measure, names in measured.items():
        assert {name for name, page in own.items() if page.throttle == measure} == names


@pytest.mark.parametrize("visitor", ["198.51.100.7", "2001:db8:1:2::7"])
def test_the_contact_form_counts_by_address(client: Any, db: None, visitor: str) -> None:
    def send(address: str) -> int:
        return client.post("/contact/", {}, headers={"X-Forwarded-For": address}).status_code

    assert [send(visitor) for _ in range(6)] == [422] * 5 + [429]
    assert send("203.0.113.9") == 422


def test_who_waits_for_the_next_minute_meets_the_hour_and_the_day(client: Any, db: None, clock: Any) -> None:
    clock.at("2026-11-23T09:00:00+01:00")
    waits = []
    for _ in range(30):
        answer = client.post("/contact/", {})
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.forward(seconds=waits[-1])
    # The minute, the hour, the minute again, then the day: its sends and what was refused are twenty.
    assert waits[:4] == [60, 3_540, 60, 53_940]


def test_one_subscriber_of_ipv6_is_one_source(rf: Any) -> None:
    def source(address: str) -> str:
        return source_of(rf.get("/", headers={"X-Forwarded-For": address}))

    assert source("2001:db8:1:2:aaaa::1") == source("2001:db8:1:ff:bbbb::2") == "2001:db8:1::"
    assert source("2001:db8:1:100::1") != source("2001:db8:1:2::1")
    assert source("::ffff:198.51.100.7") == "198.51.100.7"
