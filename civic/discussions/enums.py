from django.db import models


class DiscussionState(models.TextChoices):
    """Follows from the dates and from the box « Discussion ouverte »; kept nowhere."""

    PLANNED = "planned", "à venir"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "fermée"
    ENDED = "ended", "terminée"  # its last day has come
