from django.db import models


class PollStatus(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PLANNED = "planned", "à venir"
    OPEN = (
        "open",
        "en cours",
    )  # until its ballots are counted to the end; votes are refused from `closes_at` on
    CLOSED = "closed", "clos"


class Electorate(models.TextChoices):
    ALL = "all", "Tous les administrés inscrits"
    MAIN = "main", "Les résidences principales seulement"
