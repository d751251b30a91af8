from django.db import models

from civic.core.descriptors import Feature, NotificationCategory, Right

CATEGORY = NotificationCategory(key="messaging", label="Messagerie privée", icon="envelope", position=35)
FEATURE = Feature(
    "messaging",
    label="Messagerie privée",
    sentence="Vos administrés vous écrivent, à vous-même ou à votre équipe, et lisent votre réponse\u00a0: personne "
    "d’autre ne la voit.",
    position=45,
)
ANSWER_MESSAGES = Right(
    "messages",
    label="Répondre aux messages",
    sentence="Lire les messages adressés à la mairie, y répondre, écrire aux administrés.",
    position=90,
)


LONGEST = 10_000  # of a message
LONGEST_MEMO = 2_000
MOST_TEMPLATES, LONGEST_TEMPLATE = 50, 5_000
LONGEST_ABSENCE = 1_000


class Addressee(models.TextChoices):
    """Who reads, at the town hall, what a resident writes."""

    TEAM = "team", "Au maire et à son équipe"
    MAYOR = "mayor", "Au maire seul"


class Selection(models.TextChoices):
    """Which conversations of a town hall the list shows. The values stand in addresses."""

    ALL = "toutes", "Toutes"
    WAITING = "a-repondre", "À répondre"
    ANSWERED = "repondues", "Répondues"
    OWN = "a-moi", "À moi"

    @property
    def within(self) -> str:
        """« dans « À moi » », after what is sought there; "" for all."""
        return "" if self is Selection.ALL else f" dans «\u00a0{self.label}\u00a0»"

    @property
    def none(self) -> str:
        """What is said where there is none of them; "" for all."""
        return {
            Selection.WAITING: "Aucune conversation n’attend de réponse",
            Selection.ANSWERED: "Vous n’avez encore répondu à aucune conversation",
            Selection.OWN: "Aucune conversation ne vous est confiée",
        }.get(self, "")
