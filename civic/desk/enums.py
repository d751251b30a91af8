from django.db import models


class Paper(models.TextChoices):
    """What is printed, by the name of its file."""

    POSTER = "affiche", "Affiche A4"
    FLYER = "tract", "Tract A5"
