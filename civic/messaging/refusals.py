from civic.core.refusals import Refusal


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


class MandateOver(Refusal):
    message = (
        "Ce maire n’est plus en fonction\u00a0: cette conversation reste lisible, mais personne n’y répondra. "
        "Écrivez à la mairie d’aujourd’hui."
    )


class NobodyChosen(Refusal):
    message = "Choisissez dans la liste la personne à qui vous écrivez."


class MemoEmpty(Refusal):
    message = "Écrivez votre note avant de l’ajouter."


class MemoTooLong(Refusal):
    message = "Votre note est trop longue\u00a0: 2\u202f000 caractères au plus. Raccourcissez-la, ou faites-en deux."


class NotOfTheTeam(Refusal):
    message = "Cette personne ne répond plus aux messages de la mairie. Choisissez-en une autre."
