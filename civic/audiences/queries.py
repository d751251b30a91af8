"""Who receives: the mirror image of `core.audience.admits`, which says who may see.

Whoever is listed here may see the content, and whoever belongs to the commune and may see it is listed. A test holds
the two against each other.
"""

from uuid import UUID

from civic.communes.queries import people_of
from civic.core.audience import Audience


def recipients(*, commune_id: int, audience: str, after: UUID | None = None, limit: int = 1000) -> list[UUID]:
    """Keys of the people to tell, in order, each once; `after`: the last one of the batch before. Those who follow a
    page without belonging to it hear of what is public."""
    return people_of(
        commune_id=commune_id,
        residents=audience != Audience.TOWN_HALL,
        followers=audience == Audience.PUBLIC,
        after=after,
        limit=limit,
    )
