from datetime import date, time
from typing import Any

import pytest

from civic.agenda.actions.events import EventContent


@pytest.fixture
def content():
    """`content(title=…)`: Friday 4 December 2026, 18:30 to 20:00, for everyone."""

    def make(**fields: Any) -> EventContent:
        day = fields.pop("day", date(2026, 12, 4))
        values = {
            "title": "Conseil municipal", "first_day": day, "last_day": day, "begins": time(18, 30),
            "ends": time(20), "place": "Mairie", "audience": "public",
        }  # fmt: skip
        return EventContent(**values | fields)

    return make
