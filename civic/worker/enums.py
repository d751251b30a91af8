from django.db import models


class JobStatus(models.TextChoices):
    READY = "ready", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    DEAD = "dead", "abandonné"
