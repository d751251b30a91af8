from django.db import models

from civic.core.descriptors import NotificationCategory, Right
from civic.core.emergency import DANGER

CATEGORY = NotificationCategory(
    key="alerts",
    label="Messages d’alerte",
    icon="exclamation-triangle-fill",
    position=5,
    mandatory_reason="Ce message part toujours\u00a0: des personnes peuvent être en danger.",
)

SEND_ALERTS = Right(
    "alerts",
    label="Diffuser des alertes",
    sentence=(
        "Afficher une alerte à tous les habitants, voir qui y répond et qui il faut visiter. "
        "Demande la connexion renforcée."
    ),
    position=120,
    is_guarded=True,
)


class Level(models.TextChoices):
    """How grave it is: what it looks like, how loudly it is announced, whether a reader may put it away."""

    INFORMATION = "information", "Information"
    IMPORTANT = "important", "Important"
    DANGER = "danger", "Danger"


class AlertState(models.TextChoices):
    """Follows from its moments; kept nowhere."""

    PREPARED = "prepared", "Prêt, pas encore affiché"
    IN_FORCE = "in_force", "Affiché en ce moment"
    OVER = "over", "Terminé"


MAIL_SUBJECTS = {
    Level.INFORMATION: "Information de la mairie {of_name}",
    Level.IMPORTANT: "Important\u00a0: message de la mairie {of_name}",
    Level.DANGER: "Danger\u00a0: message de la mairie {of_name}",
}
DRILL_SUBJECT = "EXERCICE d’alerte de la mairie {of_name}"
EMERGENCY = f"Ce message ne remplace ni le 18, ni le 112, ni les sirènes, ni FR-Alert. {DANGER}"
