"""What is said when a resident cannot be restricted, or no longer is."""

from civic.core.refusals import Refusal


class NothingRestricted(Refusal):
    message = "Cochez au moins une chose que la personne ne pourra plus faire."


class EndInThePast(Refusal):
    message = "Choisissez une date à venir."


class RestrictionTooLong(Refusal):
    message = "Un blocage dure un an au plus. Choisissez une date plus proche."


class RestrictionReasonMissing(Refusal):
    message = "Dites en quelques mots pourquoi : la personne le lira."


class RestrictedMeanwhile(Refusal):
    """Another agent was first. The form comes back with all that was typed."""

    message = "Quelqu’un a changé ce blocage pendant que vous écriviez."


class FormUsedBefore(Refusal):
    message = "Ce formulaire a déjà servi. Ouvrez-le de nouveau depuis la liste de vos administrés."


class NotRestricted(Refusal):
    message = "Cette personne n’est pas bloquée, ou ne l’est plus."


class TooLateToUndo(Refusal):
    message = "Ce blocage ne peut plus être remis. Bloquez de nouveau la personne si c’est utile."
