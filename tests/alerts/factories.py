from typing import Any

from civic.accounts.models import Person
from civic.alerts.actions.managing import AlertContent, save_alert
from civic.alerts.enums import Level
from civic.alerts.models import Alert
from civic.communes.models import Commune
from civic.viewers.queries.viewer import viewer_for

ROAD = "La route du col est barrée."


def alert_of(commune: Commune, person: Person, *, activate: bool = True, **content: Any) -> Alert:
    """Saved as its editor does: in force, or prepared; in place of the one that is there."""
    viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
    latest = Alert.objects.filter(commune=commune).order_by("-version").first()
    words = {"level": Level.IMPORTANT.value, "text": ROAD} | content
    return save_alert(
        viewer=viewer,
        content=AlertContent(**words),
        version=latest.version if latest else 0,
        activate=activate,
    )
