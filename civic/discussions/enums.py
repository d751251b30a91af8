from django.db import models

from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(
    key="discussions", label="Groupes de discussion", icon="chat-dots", position=40
)
FEATURE = Feature(
    "discussions",
    label="Groupes de discussion",
    sentence="Des débats que vous ouvrez, où vos administrés se répondent.",
    position=40,
)

LEAD_DISCUSSIONS = Right(
    "discussions",
    label="Animer les discussions",
    sentence="Ouvrir des groupes de discussion, les clore, les supprimer, y retirer un message.",
    position=80,
)


class DiscussionState(models.TextChoices):
    """Follows from the dates and from the box « Discussion ouverte »; kept nowhere."""

    PLANNED = "planned", "à venir"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "fermée"
    ENDED = "ended", "terminée"  # its last day has come
