"""What is said of a group that cannot be as it was written, or removed without a word."""

from civic.core.refusals import Refusal


class TitleMissing(Refusal):
    message = "Donnez un titre à votre groupe de discussion."


class EndsTooSoon(Refusal):
    message = "La discussion se terminerait avant d’avoir commencé. Choisissez une date de fin plus tardive."


class RemovalReasonMissing(Refusal):
    message = (
        "Dites en quelques mots pourquoi cette discussion est supprimée : ceux qui y viendront le liront."
    )
