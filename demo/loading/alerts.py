"""One alert of the past: activated, made more precise, taken down. None is in force when one first looks."""

from datetime import timedelta

from civic.alerts.actions.managing import AlertContent, deactivate_alert, save_alert
from civic.alerts.enums import Level
from demo.loading.past import Past
from demo.loading.registrations import Town

_WORDS = (
    "L’eau est coupée au bas du village, de 9\u00a0h à 16\u00a0h\u00a0: la conduite est réparée. Faites une réserve.",
    "L’eau est revenue plus tôt que prévu. Laissez-la couler quelques minutes avant de la boire.",
)


def sound(town: Town, past: Past) -> None:
    """Eleven days ago, a morning long."""
    viewer, began = town.viewer(town.mayor), past.now - timedelta(days=11, hours=5)
    for version, text in enumerate(_WORDS):
        level = Level.INFORMATION if version else Level.IMPORTANT
        alert = save_alert(
            viewer=viewer,
            content=AlertContent(level=level, text=text),
            version=version,
            activate=True,
        )
    deactivate_alert(viewer=viewer, version=len(_WORDS))
    moments = [began, began + timedelta(hours=4), began + timedelta(hours=5)]
    past.alert(alert, moments)
