from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.notifications.actions.inbox import open_inbox
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


@pytest.fixture
def browser(resident: Person, commune: Commune, client_of: Callable[..., Client]) -> Client:
    """Of `resident`, who hears of `commune`."""
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    return client_of(resident)
