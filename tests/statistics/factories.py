from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from civic.communes.models import Commune
from civic.statistics.actions.visits import Seen
from civic.statistics.models import Day

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class DayFactory(DjangoModelFactory):
    """Give `commune` and `day`. Ten people came, all at six in the evening."""

    class Meta:
        model = Day

    visits = 12
    visitors = 10
    members = 4
    hours = factory.LazyAttribute(lambda d: [0] * 18 + [d.visits] + [0] * 5)
    residents = 20
    main_residents = 15


def seen(commune: Commune, visitor: str, **fields: Any) -> Seen:
    """Someone came, on this Sunday at ten."""
    given = {
        "commune_id": commune.pk, "day": date(2026, 11, 22), "hour": 10, "visitor": visitor, "is_member": False,
        "post_id": None,
    }  # fmt: skip
    return Seen(**given | fields)
