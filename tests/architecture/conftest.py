from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.architecture.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once for a module; a test that takes it says `django_db` and leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
