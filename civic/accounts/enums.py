from django.db import models

from civic.core.descriptors import NotificationCategory

CATEGORY = NotificationCategory(
    key="account",
    label="Votre compte",
    icon="lock-fill",
    position=90,
    lists_mandatory=False,
    mandatory_reason="Ce message de sécurité part toujours\u00a0: il concerne votre compte.",
)
FAILURES = NotificationCategory(
    key="failures", label="Vos envois", icon="exclamation-triangle-fill", position=85
)


class Civility(models.TextChoices):
    MADAME = "mme", "Madame"
    MONSIEUR = "m", "Monsieur"
