"""What is said when the state of an alert forbids what somebody does with it."""

from civic.core.refusals import Refusal


class AlertChangedMeanwhile(Refusal):
    """Another one changed it first. `version`: the one that is there now."""

    status = 409
    message = (
        "Quelqu’un a changé le message d’alerte pendant que vous écriviez\u00a0: ce qui est affiché maintenant est "
        "ci-dessous. Enregistrez de nouveau pour le remplacer par votre texte."
    )

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__()


class AnnouncedTooOften(Refusal):
    status = 429
    message = (
        "Ce message vient d’être annoncé\u00a0: on peut prévenir de nouveau une fois par minute, et six fois par heure "
        "au plus. Attendez un peu, ou enregistrez sans prévenir de nouveau."
    )


class ExpiresInThePast(Refusal):
    message = "Cette date est passée. Choisissez une fin à venir, ou laissez vide."


class ExpiresTooLate(Refusal):
    message = "Choisissez une fin dans l’année qui vient, ou laissez vide."


class AddressTooLong(Refusal):
    message = "Cette adresse est trop longue\u00a0: 500 caractères au plus."


class NoAnswerAsked(Refusal):
    message = "La mairie n’attend plus de réponse à cette alerte. En cas d’urgence, appelez le 112."


class MessageChanged(Refusal):
    """« J’ai bien reçu » of other words than stand there now."""

    status = 409
    message = "Le message a changé\u00a0: lisez-le, puis répondez."


class WordsChanged(Refusal):
    """« Vu » of other words than the town hall has read."""

    status = 409
    message = "Rien n’est marqué\u00a0: cette personne vient d’écrire autre chose. Lisez ses nouveaux mots."


class OtherList(Refusal):
    """« Vu » of somebody on the list of visits of another danger, or of other words."""

    status = 409
    message = "Rien n’est marqué\u00a0: le message d’alerte a changé depuis. Voici la liste de maintenant."


class HasAnswered(Refusal):
    """« Vu » of somebody who says by now how they are."""

    status = 409
    message = "Rien n’est marqué\u00a0: cette personne vient de répondre elle-même."


class UnknownAnswer(Refusal):
    message = (
        "Votre réponse n’est pas partie\u00a0: choisissez «\u00a0J’ai bien reçu\u00a0» ou "
        "«\u00a0J’ai besoin d’aide\u00a0»."
    )


class TooLateToRestore(Refusal):
    message = "Ce message n’est plus affiché depuis trop longtemps\u00a0: activez-le de nouveau."


class DrillDuringAlert(Refusal):
    message = "Une alerte réelle est affichée\u00a0: désactivez-la avant de commencer un exercice."


class SignTooLong(Refusal):
    message = "Ce texte ne tient pas sur le panneau\u00a0: deux lignes de 32 signes au plus."


class NothingToPrint(Refusal):
    message = "Enregistrez d’abord un message\u00a0: il n’y en a aucun à imprimer."
