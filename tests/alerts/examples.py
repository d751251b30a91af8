"""What is in force while every page is asked for; what the right to send alerts opens."""

from tests.alerts.factories import alert_of
from tests.architecture.world import Examples, Place


def fill(place: Place) -> Examples:
    for number in range(3):
        alert_of(place.commune, place.mayor, text=f"La route du col est barrée, étape {number}.")
    return {}


RIGHT_OPENS = {"alerts": ["alert_deactivate", "alert_manage", "alert_preview"]}
