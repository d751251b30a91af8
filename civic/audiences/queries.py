"""Who receives: the mirror image of `core.audience.admits`, which says who may see.

Whoever is listed here may see the content, and whoever belongs to the commune and may see it is listed. A test holds
the two against each other.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from civic.core.audience import Audience
from civic.viewers.queries.people import people_select


def recipients(
    *, commune_id: int, audience: str, after: UUID | None = None, upto: UUID | None = None
) -> "QuerySet[Any, UUID]":
    """Keys of the recipients as a statement to put into another one, for a commune's worth of rows at once; see
    people_select. Those who follow a page without belonging to it hear of what is public."""
    residents, followers = _groups(audience)
    return people_select(
        commune_id=commune_id, residents=residents, followers=followers, after=after, upto=upto
    )


def still_admitted(*, commune_id: int, audience: str, people: Sequence[UUID]) -> set[UUID]:
    """Which of these are among the recipients at this moment."""
    residents, followers = _groups(audience)
    return set(people_select(commune_id=commune_id, residents=residents, followers=followers, among=people))


def _groups(audience: str) -> tuple[bool, bool]:
    """Are residents among them, and followers?"""
    return audience != Audience.TOWN_HALL, audience == Audience.PUBLIC
