from django.db import models


class DelegationState(models.TextChoices):
    OFFERED = "offered", "en attente de réponse"
    EXPIRED = "expired", "restée sans réponse"
    DECLINED = "declined", "refusée"
    PLANNED = "planned", "à venir"
    RUNNING = "running", "en cours"
    ENDED = "ended", "terminée"
    WITHDRAWN = "withdrawn", "retirée"

    @classmethod
    def standing(cls) -> frozenset["DelegationState"]:
        """Those that give rights, now or once something is still to come."""
        return frozenset({cls.OFFERED, cls.PLANNED, cls.RUNNING})
