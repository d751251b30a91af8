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
