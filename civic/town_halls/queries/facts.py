from django.db.models import Q, QuerySet

from civic.communes.enums import Fact
from civic.communes.models import Commune
from civic.communes.queries.facts import CommuneFacts
from civic.town_halls.models import TownHall


def with_checked_hours(commune_id: int) -> "QuerySet[TownHall]":
    """The town hall, once it has looked at its opening hours, if only to find them right."""
    rows = TownHall.objects.filter(pk=commune_id)
    return rows.filter(Q(hours_checked_at__isnull=False) | Q(corrections__has_key=Fact.HOURS.value))


def facts_of(commune: Commune, town_hall: TownHall | None) -> CommuneFacts:
    """The official facts, but for what the town hall corrected."""
    return CommuneFacts(commune, town_hall.corrections if town_hall else {})
