from django.db import models

from civic.core.descriptors import NotificationCategory

CATEGORY = NotificationCategory(
    key="account", label="Votre compte", icon="lock-fill", position=90, lists_mandatory=False
)


class Civility(models.TextChoices):
    MADAME = "mme", "Madame"
    MONSIEUR = "m", "Monsieur"
