"""What stands in an address, a form or a header is in no line of our logs, whatever the address answers."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.architecture.addresses import ADDRESSES
from tests.architecture.world import World, browser_of
from tests.core.test_edge import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

MARK = "clef55x"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The product's own handler, at the level of real use, written to memory."""
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    requests, root = logging.getLogger("civic.request"), logging.getLogger()
    levels, stream = (requests.level, root.level), io.StringIO()
    before = handler.setStream(stream)
    requests.setLevel(logging.INFO)
    root.setLevel(logging.INFO)
    yield stream
    requests.setLevel(levels[0])
    root.setLevel(levels[1])
    handler.setStream(before or handler.stream)


def test_no_line_holds_a_key_or_what_was_sought(
    world: World, lines: io.StringIO, record_property: Any
) -> None:
    sent = 0
    for browser in (Client(), browser_of(world.here.mayor), browser_of(world.staff)):
        browser.raise_request_exception = False
        for address in ADDRESSES:
            path = path_of(address).replace("/x", f"/{MARK}").replace("eze-06", world.here.commune.slug)
            headers = {"Referer": f"https://testserver/{MARK}/", "X-Essai": MARK}
            for ask in (browser.get, browser.post):
                ask(f"{path}?q={MARK}&avant={MARK}&lu={MARK}", headers=headers)
                sent += 1
        browser.post("/connexion/", {"login": f"{MARK}@exemple.test", "password": MARK})
        browser.get(f"/nulle-part/{MARK}/?q={MARK}")
    written = lines.getvalue()
    assert written.count("[civic.request]") >= sent
    assert MARK not in written
    record_property("attack requests whose log line was read", sent)
