"""How often one person, or one address, may send the forms of a page."""

from typing import Any

import pytest

from civic.core.access import USUAL, Throttle
from civic.throttles.actions import admits, purge_counters
from civic.throttles.models import Counter
from civic.throttles.rules import source_of
from tests.architecture.addresses import ADDRESSES

SENTENCE = "Vous avez envoyé beaucoup de choses en peu de temps"


def test_counted_by_person_thing_and_stretch_of_time(db: None, clock: Any) -> None:
    clock.at("2026-11-23T09:30:00+01:00")
    few = Throttle(2)
    assert [admits(subject="a", activity="x", throttle=few) for _ in range(3)] == [True, True, False]
    assert admits(subject="b", activity="x", throttle=few)
    assert admits(subject="a", activity="y", throttle=few)
    clock.forward(seconds=60)
    assert admits(subject="a", activity="x", throttle=few)


def test_the_counters_name_nobody_and_go(db: None, clock: Any) -> None:
    admits(subject="anne@exemple.test", activity="x", throttle=USUAL)
    assert "anne" not in Counter.objects.get().key
    purge_counters()
    assert Counter.objects.count() == 1
    clock.forward(minutes=2)
    purge_counters()
    assert Counter.objects.count() == 0


def test_a_page_that_says_nothing_of_it_is_throttled(client_of: Any, resident: Any, commune: Any) -> None:
    browser = client_of(resident)
    statuses = [browser.post(f"/{commune.slug}/suivre/").status_code for _ in range(USUAL.most)]
    assert 429 not in statuses
    answer = browser.post(f"/{commune.slug}/suivre/")
    assert answer.status_code == 429
    assert SENTENCE in answer.content.decode()
    assert client_of(resident).post("/mon-compte/", {}).status_code == 422  # another page
    assert browser.get(f"/{commune.slug}/").status_code == 200


def test_every_page_that_writes_has_a_measure() -> None:
    measures = {address.name: address.page.throttle for address in ADDRESSES if address.page.writes}
    assert all(0 < measure.most <= 120 and measure.seconds >= 60 for measure in measures.values())


@pytest.mark.parametrize("visitor", ["198.51.100.7", "2001:db8:1:2::7"])
def test_the_contact_form_counts_by_address(client: Any, db: None, visitor: str) -> None:
    def send(address: str) -> int:
        return client.post("/contact/", {}, headers={"X-Forwarded-For": address}).status_code

    assert [send(visitor) for _ in range(6)] == [422] * 5 + [429]
    assert send("203.0.113.9") == 422


def test_one_subscriber_of_ipv6_is_one_source(rf: Any) -> None:
    def source(address: str) -> str:
        return source_of(rf.get("/", headers={"X-Forwarded-For": address}))

    assert source("2001:db8:1:2:aaaa::1") == source("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::"
    assert source("2001:db8:1:3::1") != source("2001:db8:1:2::1")
    assert source("::ffff:198.51.100.7") == "198.51.100.7"
