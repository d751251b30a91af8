"""What is said when a poll is not written as it should be, or its state forbids a change."""

from civic.core.refusals import Refusal
from civic.polls.models import MAX_OPTIONS
from civic.ui import french


class QuestionMissing(Refusal):
    message = "Donnez un titre à votre sondage, et posez votre question."


class TooFewOptions(Refusal):
    message = "Proposez au moins deux réponses."


class TooManyOptions(Refusal):
    message = f"Un sondage propose {MAX_OPTIONS} réponses au plus. Retirez-en quelques-unes."


class OptionTwice(Refusal):
    message = "Deux réponses sont identiques. Changez l’une d’elles, ou retirez-la."


class WrongMaximum(Refusal):
    message = "On ne peut pas choisir plus de réponses qu’il n’y en a."


class DateMissing(Refusal):
    message = "Choisissez la limite de vote."


class EndsBeforeStart(Refusal):
    message = "La limite de vote doit venir après l’ouverture."


class LimitInThePast(Refusal):
    message = "Cette date est passée. Choisissez une date à venir."


class NotDeclared(Refusal):
    message = "Cochez la case pour le confirmer."


class NoOptionChosen(Refusal):
    message = "Choisissez une réponse avant de voter."


class TooManyOptionsChosen(Refusal):
    def __init__(self, most: int) -> None:
        words = "une seule réponse" if most == 1 else f"{french.counted(most, 'réponse', 'réponses')} au plus"
        super().__init__(f"Choisissez {words}.")


class NotConfirmed(Refusal):
    message = "Relisez votre choix, cochez la case, puis touchez «\u00a0Voter\u00a0»."


class VotesCast(Refusal):
    message = (
        "Des administrés ont déjà voté : la question et les réponses ne changent plus. "
        "Vous pouvez encore changer la limite de vote, ou désactiver le sondage."
    )


class AlreadyClosed(Refusal):
    message = "Ce sondage est clos."


class StillCountable(Refusal):
    message = "Ce sondage peut être dépouillé\u00a0: vous pouvez le clore, et son résultat sera publié."


class NotPublished(Refusal):
    message = "Ce sondage n’est pas encore publié."


class NotClosedYet(Refusal):
    message = "Vous direz la suite donnée après la clôture du vote."


class OutcomeMissing(Refusal):
    message = "Dites en quelques mots ce que la mairie fera de ce résultat."


class StaysForAll(Refusal):
    message = "Des administrés ont voté : ce sondage ne se supprime plus. Vous pouvez le désactiver."
