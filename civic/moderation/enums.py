from django.db import models

from civic.core.descriptors import NotificationCategory

CATEGORY = NotificationCategory(
    key="floor",
    label="Prise de parole",
    icon="shield-check",
    position=80,
    mandatory_reason="Ce message part toujours\u00a0: il concerne le droit de prendre la parole sur une page.",
)


class FlagReason(models.TextChoices):
    INSULT = "insult", "Propos injurieux ou agressifs"
    PERSONAL = "personal", "Informations personnelles sur quelqu’un"
    FALSE = "false", "Information fausse ou trompeuse"
    SPAM = "spam", "Publicité ou message hors sujet"
    ILLEGAL = "illegal", "Contenu illicite"
    OTHER = "other", "Autre raison"


class AppealStatus(models.TextChoices):
    OPEN = "open", "À l’étude"
    UPHELD = "upheld", "Blocage maintenu"
    LIFTED = "lifted", "Blocage levé"


class AppealDecision(models.TextChoices):
    UPHOLD = "upheld", "Maintenir le blocage"
    LIFT = "lifted", "Lever le blocage"
