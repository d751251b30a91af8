from django.db import models

from civic.core.descriptors import Right

MANAGE_RESIDENTS = Right(
    "residents",
    label="Gérer les administrés",
    sentence="Accepter ou refuser les inscriptions, demander un justificatif, voir et exporter la liste des "
    "administrés, suspendre le droit de parole.",
    position=30,
)

EDIT_PAGE = Right(
    "page",
    label="Tenir la page de la commune",
    sentence="Changer les présentations du maire et de la commune, les liens utiles et les réglages de la page.",
    position=40,
)


class Colour(models.TextChoices):
    """The tint of a commune’s pages. Each is in frontend/styles/themes.css, readable there (a test counts)."""

    BLUE = "blue", "Bleu registre"
    SEA = "sea", "Bleu lagon"
    FOREST = "forest", "Vert forêt"
    OLIVE = "olive", "Vert olive"
    CLAY = "clay", "Terre cuite"
    WINE = "wine", "Lie-de-vin"
    LAVENDER = "lavender", "Lavande"
    SLATE = "slate", "Ardoise"
