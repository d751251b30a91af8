from collections.abc import Callable, Iterator
from typing import Any

import pytest

from civic.accounts.models import Person
from tests.live.servers import HubProcess, Stream


@pytest.fixture
def start_hub() -> Iterator[Callable[..., HubProcess]]:
    """`start_hub()`: a process of its own; `start_hub("application")` with the pages, as in the demo."""
    started: list[HubProcess] = []

    def start(application: str = "live", **environment: str) -> HubProcess:
        started.append(HubProcess(application, **environment))
        return started[-1]

    yield start
    for hub in started:
        hub.kill()


@pytest.fixture
def listen(client_of: Callable[..., Any]) -> Iterator[Callable[..., Stream]]:
    """`listen(hub, person)`: an open page of this person. `Last_Event_ID="…"` as what it had."""
    opened: list[Stream] = []

    def open_page(hub: HubProcess, person: Person, path: str = "/direct/", **headers: str) -> Stream:
        cookie = client_of(person).cookies["sessionid"].value
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        opened.append(Stream(hub.port, cookie, path, **named))
        return opened[-1]

    yield open_page
    for stream in opened:
        stream.close()
