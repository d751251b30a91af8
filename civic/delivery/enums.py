from django.db import models


class MailStatus(models.TextChoices):
    QUEUED = "queued", "en attente"
    SENT = "sent", "envoyé"
    FAILED = "failed", "échec"
