from django.db import models

from civic.core.descriptors import NotificationCategory, Right

_ACTING = "Ce message part toujours\u00a0: il concerne ce que vous pouvez faire au nom d’une mairie."
CATEGORY = NotificationCategory(
    key="delegations",
    label="Procurations",
    icon="person-badge",
    position=70,
    lists_mandatory=False,
    mandatory_reason=_ACTING,
)
OFFICES = NotificationCategory(
    key="offices",
    label="Mandats",
    icon="person-badge",
    position=72,
    lists_mandatory=False,
    mandatory_reason=_ACTING,
)
# What mayors already hand out for features that are not here yet.
HANDLE_REPORTS = Right(
    "reports",
    label="Traiter les signalements",
    sentence="Suivre les signalements des habitants jusqu’à leur résolution.",
    position=100,
    is_planned=True,
)

PUBLISH_NOTICES = Right(
    "notices",
    label="Publier les actes",
    sentence="Mettre en ligne les délibérations, arrêtés et procès-verbaux.",
    position=110,
    is_planned=True,
)

SEND_SMS = Right(
    "sms",
    label="Envoyer des SMS",
    sentence="Envoyer un SMS d’alerte aux habitants. Demande la connexion renforcée.",
    position=130,
    is_planned=True,
    is_guarded=True,
)

PLANNED_RIGHTS = (HANDLE_REPORTS, PUBLISH_NOTICES, SEND_SMS)


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
