from django.db import models

from civic.core.audience import Audience

__all__ = ["UNFINISHED", "Audience", "MediaKind", "MediaStatus"]


class MediaKind(models.TextChoices):
    PHOTO = "photo", "photo"
    VIDEO = "video", "vidéo"
    HOSTED_VIDEO = "hosted_video", "vidéo d’un autre site"
    PORTRAIT = "portrait", "photo de profil"
    EMBLEM = "emblem", "blason ou logo"


class MediaStatus(models.TextChoices):
    WAITING = "waiting", "en attente"
    PROCESSING = "processing", "en préparation"
    READY = "ready", "prêt"
    FAILED = "failed", "en échec"


UNFINISHED = (MediaStatus.WAITING, MediaStatus.PROCESSING)
