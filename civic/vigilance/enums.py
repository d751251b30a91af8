from django.db import models

from civic.core.descriptors import Feature

FEATURE = Feature(
    "vigilance",
    label="Vigilance de Météo-France",
    sentence=(
        "En vigilance orange ou rouge, un message d’alerte vous est préparé et vous êtes prévenu. Rien n’est affiché "
        "sans vous."
    ),
    position=150,
)


class Colour(models.IntegerChoices):
    """As the map numbers them; green and yellow ask nothing of a town hall."""

    ORANGE = 3, "orange"
    RED = 4, "rouge"


class Phenomenon(models.IntegerChoices):
    WIND = 1, "vent violent"
    RAIN = 2, "pluie et inondation"
    THUNDERSTORM = 3, "orages"
    FLOOD = 4, "crues"
    SNOW = 5, "neige et verglas"
    HEAT = 6, "canicule"
    COLD = 7, "grand froid"
    AVALANCHE = 8, "avalanches"
    SEA = 9, "vagues et submersion"


# The text that is ready for each, by its key in `alerts.ready`.
READY_FOR = {
    Phenomenon.WIND: "tempete",
    Phenomenon.RAIN: "inondation",
    Phenomenon.THUNDERSTORM: "orages",
    Phenomenon.FLOOD: "inondation",
    Phenomenon.SNOW: "neige-verglas",
    Phenomenon.HEAT: "canicule",
    Phenomenon.COLD: "grand-froid",
    Phenomenon.AVALANCHE: "avalanches",
    Phenomenon.SEA: "vagues-submersion",
}
