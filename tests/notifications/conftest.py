from collections.abc import Iterator
from typing import Any

import pytest

from tests.delivery.peers import open_office, port
from tests.delivery.push_service import PushService, push_service
from tests.plugins.frozen_time import Clock

__all__ = ["open_office", "port"]


@pytest.fixture
def service(settings: Any, clock: Clock) -> Iterator[PushService]:
    """A push service on loopback, in place of those of browsers."""
    with push_service() as started:
        settings.PUSH_STAND_INS = [started.host]
        yield started
