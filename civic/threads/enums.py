from django.db import models

from civic.core.audience import Audience
from civic.core.descriptors import NotificationCategory, Right

CATEGORY = NotificationCategory(key="comments", label="Commentaires", icon="chat-left-text", position=20)
MODERATE_COMMENTS = Right(
    "comments",
    label="Modérer les commentaires",
    sentence="Retirer un commentaire, en disant pourquoi.",
    position=20,
)


class ThreadAudience(models.TextChoices):
    """Who reads a thread: those who see its content, or the people on its own list."""

    TOWN_HALL = Audience.TOWN_HALL.value, Audience.TOWN_HALL.label
    MEMBERS = Audience.MEMBERS.value, Audience.MEMBERS.label
    PUBLIC = Audience.PUBLIC.value, Audience.PUBLIC.label
    PARTICIPANTS = "participants", "ses participants"
    NOBODY = "nobody", "personne"  # its content is not published yet, or was removed and may come back


class RemovedBy(models.TextChoices):
    AUTHOR = "author", "son auteur"
    TOWN_HALL = "town_hall", "la mairie"
