from django.db import models


class RemovedBy(models.TextChoices):
    AUTHOR = "author", "son auteur"
    TOWN_HALL = "town_hall", "la mairie"
