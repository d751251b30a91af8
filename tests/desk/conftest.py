from datetime import timedelta

import pytest

from civic.communes.models import Commune
from civic.core.clock import now
from civic.town_halls.models import TownHall


@pytest.fixture(autouse=True)
def open_for_long(commune: Commune) -> None:
    """What waits here came while somebody could answer."""
    TownHall.objects.filter(commune=commune).update(joined_at=now() - timedelta(days=1000))
