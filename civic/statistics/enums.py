from django.db import models


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
