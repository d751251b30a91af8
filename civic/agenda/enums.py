from django.db import models

from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(key="agenda", label="Agenda", icon="calendar-event", position=50)
FEATURE = Feature(
    "agenda",
    label="Agenda",
    sentence="Vos dates en mois, semaine et planning, dans le téléphone de vos administrés s’ils le veulent.",
    position=50,
)

EDIT_AGENDA = Right(
    "agenda",
    label="Tenir l’agenda",
    sentence="Inscrire les événements de la commune et du maire.",
    position=60,
)


class EventCategory(models.TextChoices):
    COUNCIL = "council", "Conseil et réunions publiques"
    DUTY = "duty", "Permanence du maire"
    CEREMONY = "ceremony", "Cérémonie"
    CELEBRATION = "celebration", "Fête et animation"
    MARKET = "market", "Marché"
    SPORT = "sport", "Sport et culture"
    WORKS = "works", "Travaux et vie pratique"
    TRIP = "trip", "Déplacement du maire"
    OTHER = "other", "Autre"


MEETS_MAYOR = (
    "maire"  # beside the categories, what one may look at alone: the dates where one meets the mayor
)


class Repeat(models.TextChoices):
    NONE = "", "Ne pas répéter"
    WEEKLY = "weekly", "Chaque semaine"
    MONTHLY = "monthly", "Chaque mois"


class Scope(models.TextChoices):
    """What a change of an event of a series is about."""

    ONE = "one", "Cette date seulement"
    FOLLOWING = "following", "Cette date et les suivantes"
    SERIES = "series", "Toutes les dates à venir"


class ParticipationState(models.TextChoices):
    GOING = "going", "participe"
    WAITING = "waiting", "en liste d’attente"
