from enum import StrEnum

from django.db import models


class FileKind(models.TextChoices):
    PICTURE = "picture", "photo"
    PDF = "pdf", "PDF"


class FileStatus(models.TextChoices):
    WAITING = "waiting", "en préparation"
    READY = "ready", "prêt"
    FAILED = "failed", "en échec"


class FileCopy(StrEnum):
    """What is stored of one file, by the names that the storage gives them."""

    SENT = "recu"  # as it arrived: of a picture, until it is drawn again
    WHOLE = "entier"  # what opens
    SMALL = "apercu"  # of a picture, beside the words
