from django.db import models

from civic.core.descriptors import Right

SEE_STATISTICS = Right(
    "statistics",
    label="Voir les statistiques",
    sentence="Voir combien de personnes lisent la page, et quand.",
    position=50,
)


class Span(models.TextChoices):
    """The periods that are offered; any other is chosen by its two dates."""

    WEEK = "7j", "7 jours"
    MONTH = "30j", "30 jours"
    QUARTER = "3m", "3 mois"
    YEAR = "12m", "12 mois"
    ALL = "tout", "Depuis l’ouverture"


class ReportStatus(models.TextChoices):
    WAITING = "waiting", "en préparation"
    READY = "ready", "prêt"
