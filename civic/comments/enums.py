from django.db import models

from civic.core.descriptors import NotificationCategory, Right

CATEGORY = NotificationCategory(key="comments", label="Commentaires", icon="chat-left-text", position=20)
MODERATE_COMMENTS = Right(
    "comments",
    label="Modérer les commentaires",
    sentence="Retirer un commentaire, en disant pourquoi.",
    position=20,
)


class RemovedBy(models.TextChoices):
    AUTHOR = "author", "son auteur"
    TOWN_HALL = "town_hall", "la mairie"
