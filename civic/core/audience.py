"""Who a content is for. `admits` is the one place that decides who sees it."""

from django.db import models

from civic.core.viewer import Viewer


class Audience(models.TextChoices):
    TOWN_HALL = "town_hall", "la mairie seule"  # drafts, and what waits for its hour
    MEMBERS = "members", "administrés inscrits"
    PUBLIC = "public", "tout le monde"


# What a role in a commune (Belonging.role) may see, for those who look at all of a person’s communes at once.
BY_ROLE: dict[str, tuple[Audience, ...]] = {
    "public": (Audience.PUBLIC,),
    "member": (Audience.PUBLIC, Audience.MEMBERS),
    "town_hall": (Audience.PUBLIC, Audience.MEMBERS, Audience.TOWN_HALL),
}


def audiences_of(viewer: Viewer) -> list[str]:
    """The audiences that this viewer is part of, in the commune in view. The same rule for a filter."""
    seen = [Audience.PUBLIC.value]
    if viewer.is_member:
        seen.append(Audience.MEMBERS.value)
    if viewer.is_town_hall:
        seen.append(Audience.TOWN_HALL.value)
    return seen


def admits(audience: str, viewer: Viewer, commune_id: int) -> bool:
    return viewer.belongs_to(commune_id) and audience in audiences_of(viewer)
