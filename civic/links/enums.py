from django.db import models

from civic.core.descriptors import Feature

FEATURE = Feature(
    "links",
    label="Liens utiles",
    sentence="Les adresses que vos administrés cherchent souvent, à côté du fil.",
    position=20,
)


class Problem(models.TextChoices):
    """Why a link was not answered. The label is what the town hall reads."""

    NO_SUCH_SITE = "no_such_site", "Ce nom de site n’existe pas, ou n’existe plus."
    MISSING = "missing", "Le site répond que cette page n’existe plus."
    SERVER = "server", "Le site est en panne."
    SILENT = "silent", "Le site ne répond pas."
    CERTIFICATE = (
        "certificate",
        "Le certificat de sécurité du site n’est pas valable.",
    )
    PRIVATE = "private", "Cette adresse mène à un réseau privé, que vos administrés ne peuvent pas ouvrir."
    TURNING = "turning", "Le site renvoie sans fin d’une page à l’autre."
