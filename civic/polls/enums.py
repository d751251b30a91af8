from enum import StrEnum

from django.db import models

from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(key="polls", label="Sondages", icon="ui-checks", position=30)
FEATURE = Feature(
    "polls",
    label="Sondages",
    sentence="Vos questions aux administrés, en haut du fil, avec un vote secret.",
    position=30,
)

HOLD_POLLS = Right(
    "polls",
    label="Ouvrir des sondages",
    sentence="Poser une question aux administrés et publier le résultat.",
    position=70,
)


class Electorate(models.TextChoices):
    ALL = "all", "Tous les administrés inscrits"
    MAIN = "main", "Les résidences principales seulement"


class Failure(models.TextChoices):
    """Why the ballots of a poll cannot be counted."""

    SECRET = "secret", "son secret est introuvable ou ne va pas avec les clefs d’ici"
    BALLOTS = "ballots", "un bulletin ne s’ouvre pas"
    COUNTS = "counts", "il n’y a pas autant de bulletins que de votants"


class Stage(StrEnum):
    """Where a poll stands for who looks at its page; each has its part in `templates/polls/poll_detail/`."""

    CLOSED = "closed"
    FAILED = "failed"  # its ballots cannot be counted
    VOTED = "voted"
    COUNTING = "counting"
    BALLOT = "ballot"  # it asks for the viewer's vote
    SUSPENDED = "suspended"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    MAIN_RESIDENTS = "main_residents"  # it asks others, of whom the viewer is a neighbour
    RESIDENTS = "residents"  # it asks residents, and the viewer is none
