"""The hub alone, in a loop of the test: what it writes to whom."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from civic.live.history import SentChange, encode
from civic.live.hub import KEEP_ALIVE_SECONDS, Connection, Hub

ANNE = "person:01890a5d-ac96-774b-bcce-b302099a8057"
MEMBERS, PUBLIC = "commune:7:members", "commune:7:public"


class Browser:
    """Takes what the server is given; `blocked`: its buffer is full."""

    def __init__(self) -> None:
        self.heard = b""
        self.ended = False
        self.free = asyncio.Event()
        self.free.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.free.wait()
        self.heard += message["body"]
        self.ended = self.ended or not message["more_body"]

    @property
    def names(self) -> list[str]:
        lines = [line for line in self.heard.decode().splitlines() if line.startswith("data: ")]
        names = [json.loads(line[6:])["name"] for line in lines]
        return [name for name in names if name != "here"]


def change(number: int, topic: str, name: str) -> SentChange:
    return SentChange(number, topic, name, encode(number, name, {}), 0.0, True)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def enter(hub: Hub, *topics: str, since: int | None = None) -> Browser:
    browser = Browser()
    hub.join(Connection(browser.send, "cookie", ANNE, frozenset({ANNE, *topics})), since, True)
    return browser


def hub_where(topics: frozenset[str] | Exception | None) -> Hub:
    async def topics_of(cookie: str) -> frozenset[str] | None:
        await asyncio.sleep(0.01)
        if isinstance(topics, Exception):
            raise topics
        return topics

    return Hub(topics_of)


def test_nothing_of_a_commune_is_sent_between_a_change_of_rights_and_knowing_them():
    async def scene() -> None:
        hub = hub_where(frozenset({ANNE, PUBLIC}))
        anne = enter(hub, MEMBERS, PUBLIC)
        batch = [
            change(1, MEMBERS, "before"),
            change(2, ANNE, "rights"),
            change(3, MEMBERS, "secret"),
            change(4, PUBLIC, "known_later"),
        ]
        hub.deliver(batch)
        assert anne.names == ["before", "rights"]
        await asyncio.sleep(0.05)
        hub.deliver([change(5, MEMBERS, "secret"), change(6, PUBLIC, "after")])
        assert anne.names == ["before", "rights", "known_later", "after"]

    play(scene)


def test_a_second_change_of_rights_counts_though_a_look_is_under_way():
    async def scene() -> None:
        answers = [frozenset({ANNE, MEMBERS}), frozenset({ANNE})]

        async def topics_of(cookie: str) -> frozenset[str] | None:
            answer = answers.pop(0)
            await asyncio.sleep(0.02)
            return answer

        hub = Hub(topics_of)
        anne = enter(hub, MEMBERS)
        hub.deliver([change(1, ANNE, "rights")])
        await asyncio.sleep(0.01)
        hub.deliver([change(2, ANNE, "rights")])
        await asyncio.sleep(0.06)
        hub.deliver([change(3, MEMBERS, "secret")])
        assert anne.names == ["rights", "rights"]

    play(scene)


@pytest.mark.parametrize("answer", [None, OSError("the database is away")])
def test_rights_in_doubt_end_the_connection(answer):
    async def scene() -> None:
        hub = hub_where(answer)
        anne = enter(hub, MEMBERS)
        hub.deliver([change(1, ANNE, "rights")])
        await asyncio.sleep(0.05)
        assert anne.ended
        assert hub.connections == {}

    play(scene)


def test_the_regular_look_keeps_who_is_known_while_the_database_is_away_and_ends_who_is_gone():
    async def scene() -> None:
        for answer, ended in ((OSError(), False), (None, True)):
            hub = hub_where(answer)
            anne = enter(hub, MEMBERS)
            await hub.refresh_topics(list(hub.connections))
            assert anne.ended is ended

    play(scene)


def test_the_regular_look_brings_rights_that_began_by_the_clock():
    async def scene() -> None:
        hub = hub_where(frozenset({ANNE, PUBLIC, MEMBERS}))
        anne = enter(hub, PUBLIC)
        await hub.refresh_topics(list(hub.connections))
        hub.deliver([change(1, MEMBERS, "posts")])
        assert anne.names == ["posts"]

    play(scene)


def test_each_connection_has_one_beat_in_its_time():
    async def scene() -> None:
        hub = hub_where(None)
        browsers = [enter(hub) for _ in range(50)]
        for turn in range(KEEP_ALIVE_SECONDS):
            hub.keep_alive(turn)
        assert [browser.heard.count(b":\n\n") for browser in browsers] == [1] * 50

    play(scene)


def test_who_does_not_keep_up_is_asked_to_reload_and_holds_up_nobody():
    async def scene() -> None:
        hub = hub_where(None)
        slow, quick = enter(hub, MEMBERS), enter(hub, MEMBERS)
        slow.free.clear()
        hub.deliver(change(number, MEMBERS, "posts") for number in range(1, 151))
        assert len(quick.names) == 150
        slow.free.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert slow.names.count("stale") == 1
        assert len(slow.names) < 150
        hub.deliver([change(151, MEMBERS, "posts")])
        assert slow.names[-1] == "posts"

    play(scene)


def test_who_leaves_is_removed():
    async def scene() -> None:
        hub = hub_where(None)
        enter(hub, MEMBERS)
        (connection,) = hub.connections
        hub.leave(connection)
        assert (hub.count(ANNE), hub.count(MEMBERS), len(hub._by_topic)) == (0, 0, 0)

    play(scene)
