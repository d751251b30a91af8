from civic.core.refusals import Refusal
from civic.messaging.enums import LONGEST_MEMO
from civic.ui.french import grouped


class AnsweredMeanwhile(Refusal):
    """A colleague wrote while the answer was being written."""

    def __init__(self, author: str) -> None:
        super().__init__(
            f"{author} a répondu pendant que vous écriviez\u00a0: sa réponse est ci-dessus. Votre texte est conservé "
            "ici\u00a0; envoyez-le s’il dit autre chose."
        )


class ResidentGone(Refusal):
    message = (
        "Cette personne n’est plus inscrite dans votre commune\u00a0: elle ne recevrait pas votre message. "
        "La conversation reste lisible."
    )


class NoLongerResident(Refusal):
    message = (
        "Cette personne n’est plus inscrite dans votre commune\u00a0: elle ne recevrait pas votre message. "
        "Votre texte est conservé ici\u00a0; choisissez une autre personne."
    )


class MandateOver(Refusal):
    message = (
        "Ce maire n’est plus en fonction\u00a0: cette conversation reste lisible, mais personne n’y répondra. "
        "Écrivez à la mairie d’aujourd’hui."
    )


class NoMessagingThere(Refusal):
    message = "Cette mairie n’utilise pas la messagerie\u00a0: votre message n’y serait pas lu."


class OwnTownHall(Refusal):
    message = "C’est votre mairie. Choisissez celle d’une autre commune."


class NoMayorThere(Refusal):
    message = "Cette mairie n’a pas encore de maire inscrit ici\u00a0: personne ne lirait votre message."


class NotADelegate(Refusal):
    message = "Cette personne n’a plus de procuration dans votre mairie. Choisissez-en une autre."


class NobodyChosen(Refusal):
    message = "Choisissez dans la liste la personne à qui vous écrivez."


class MemoEmpty(Refusal):
    message = "Écrivez votre note avant de l’ajouter."


class MemoTooLong(Refusal):
    message = (
        f"Votre note est trop longue\u00a0: {grouped(LONGEST_MEMO)} caractères au plus. "
        "Raccourcissez-la, ou faites-en deux."
    )


class NotOfTheTeam(Refusal):
    message = "Cette personne ne répond plus aux messages de la mairie. Choisissez-en une autre."


class NoLongerThere(Refusal):
    message = "Ce modèle n’est plus en ligne dans sa commune. Choisissez-en un autre."
