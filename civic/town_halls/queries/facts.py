from civic.communes.models import Commune
from civic.communes.queries.facts import CommuneFacts
from civic.town_halls.models import TownHall


def facts_of(commune: Commune, town_hall: TownHall | None) -> CommuneFacts:
    """The official facts, but for what the town hall corrected."""
    return CommuneFacts(commune, town_hall.corrections if town_hall else {})
