from django.db import models


class Side(models.TextChoices):
    """Which of the two matrices of preferences a kind stands in."""

    RESIDENT = "resident", "Ce que publie la mairie, et ce qui me répond"
    TOWN_HALL = "town_hall", "Ce qui arrive à la mairie"


class Level(models.TextChoices):
    """All of a commune's choices at once."""

    ALL = "all", "Tout"
    ESSENTIAL = "essential", "L’essentiel"
    NOTHING = "nothing", "Rien"
    OWN = "own", "Mes propres choix"


class Frequency(models.TextChoices):
    """When a person reads of it by e-mail."""

    NOW = "now", "En temps réel"
    DAILY = "daily", "Une fois par jour (18\u00a0h)"
    WEEKLY = "weekly", "Une fois par semaine (mer. 16\u00a0h)"
    NEVER = "never", "Jamais"
