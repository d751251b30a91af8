from collections.abc import Sequence
from datetime import datetime

from civic.core.refusals import Refusal
from civic.core.throttles import TooFast
from civic.messaging.enums import LONGEST_MEMO, MOST_TEMPLATES
from civic.ui.french import grouped


class AnsweredMeanwhile(Refusal):
    """A colleague wrote while the answer was being written."""

    def __init__(self, author: str) -> None:
        super().__init__(
            f"{author} a répondu pendant que vous écriviez\u00a0: sa réponse est ci-dessus. Votre texte est conservé "
            "ici\u202f; envoyez-le s’il dit autre chose."
        )


class AssignedMeanwhile(Refusal):
    """A colleague gave it to somebody else while one was choosing. `holder`: "" for nobody."""

    def __init__(self, holder: str) -> None:
        given = f"a été confiée à {holder}" if holder else "n’est plus confiée à personne"
        super().__init__(
            f"Entre-temps, cette conversation {given}. Confiez-la de nouveau si c’est encore utile."
        )


class ResidentGone(Refusal):
    message = (
        "Cette personne n’est plus inscrite dans votre commune\u00a0: elle ne recevrait pas votre message. "
        "La conversation reste lisible."
    )


class NoLongerResident(Refusal):
    message = (
        "Cette personne n’est plus inscrite dans votre commune\u00a0: elle ne recevrait pas votre message. "
        "Votre texte est conservé ici\u202f; choisissez une autre personne."
    )


class MandateOver(Refusal):
    message = (
        "Ce maire n’est plus en fonction\u00a0: cette conversation reste lisible, mais personne n’y répondra. "
        "Écrivez à la mairie d’aujourd’hui."
    )


class LeftTheCommune(Refusal):
    message = (
        "Vous ne faites plus partie des inscrits de cette commune\u00a0: la mairie ne recevrait pas votre message. "
        "Votre texte est conservé ici."
    )


class StillThere(Refusal):
    message = (
        "Tant que vous faites partie des inscrits, cette conversation reste\u00a0: elle est aussi à la mairie. "
        "Elle s’efface avec votre compte."
    )


class ConversationEnded(Refusal):
    message = (
        "Cette conversation s’est arrêtée quand les communes se sont réunies\u00a0: elle reste lisible. "
        "Votre texte est conservé ici\u202f; écrivez-le dans celle qui continue."
    )


class NoMessagingThere(Refusal):
    message = "Cette mairie n’utilise pas la messagerie\u00a0: votre message n’y serait pas lu."


class OwnTownHall(Refusal):
    message = "C’est votre mairie. Choisissez celle d’une autre commune."


class NoMayorThere(Refusal):
    message = "Cette mairie n’a pas encore de maire inscrit ici\u00a0: personne ne lirait votre message."


class OwnMandateOver(Refusal):
    message = "Votre mandat a pris fin dans cette commune\u00a0: vous n’y écrivez plus aux autres maires."


class MayorOfBoth(Refusal):
    message = "Vous êtes maire des deux communes\u00a0: ce message ne serait lu que de vous."


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


class NotOffered(Refusal):
    message = "Ce que vous proposez n’est plus en ligne. Choisissez autre chose."


class ProposalGone(Refusal):
    message = "La mairie qui vous le proposait l’a retiré\u00a0: il n’y a plus rien à reprendre."


class BlanksLeft(Refusal):
    """Asked once, before it leaves."""

    def __init__(self, blanks: Sequence[str]) -> None:
        super().__init__(
            f"Il reste à remplir\u00a0: {', '.join(blanks)}. Complétez votre message, ou envoyez-le tel quel."
        )


class TooManyTemplates(Refusal):
    message = f"Vous avez déjà {MOST_TEMPLATES} réponses types, le maximum. Supprimez-en une d’abord."


class TemplateNameTaken(Refusal):
    message = "Une réponse type porte déjà ce nom. Donnez-lui-en un autre."


class TemplateChangedMeanwhile(Refusal):
    """A colleague saved first. The view shows what they wrote beside what was typed."""

    status = 409
    message = (
        "Quelqu’un a modifié cette réponse pendant que vous écriviez\u00a0: la sienne est ci-dessous. Enregistrez de "
        "nouveau pour la remplacer par la vôtre."
    )


class UnknownTemplateField(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"«\u00a0{{{name}}}\u00a0» n’est pas reconnu. Écrivez {{prénom}}, {{nom}} ou {{rue}}\u202f; mettez entre "
            "crochets ce que vous compléterez vous-même."
        )


class AbsenceEndsBeforeItBegins(Refusal):
    message = "Le dernier jour vient avant le premier. Vérifiez les dates."


class AbsenceIsOver(Refusal):
    message = "Ce dernier jour est passé. Choisissez aujourd’hui, ou plus tard."


class AbsenceTooLong(Refusal):
    message = "Une fermeture commence dans l’année et dure un an au plus. Choisissez des jours plus proches."


class TooManyMessagesAtFirst(TooFast):
    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.message += (
            " Votre inscription est récente\u00a0: la première semaine, chacun écrit un peu moins souvent. Votre texte "
            "est conservé ici."
        )


class TooManyNewMayors(TooFast):
    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.message += " Vous pouvez toujours répondre aux maires avec qui vous échangez déjà."
