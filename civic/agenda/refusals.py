"""What is said of an event that cannot be, or no longer changes."""

from datetime import timedelta

from civic.core.refusals import Refusal

LONGEST = timedelta(days=31)


class EndsBeforeItStarts(Refusal):
    message = "La fin est avant le début. Corrigez l’heure ou la date de fin."


class TooLongAnEvent(Refusal):
    message = f"Un événement dure {LONGEST.days} jours au plus. Faites-en plusieurs, ou répétez-le."


class TooFarAway(Refusal):
    message = "Choisissez une date entre l’an dernier et les deux ans qui viennent."


class SeriesTooLong(Refusal):
    message = (
        "Une répétition dure deux ans au plus. Choisissez une date de fin plus proche : vous pourrez la "
        "prolonger avec un nouvel événement le moment venu."
    )


class SeriesNeverComesBack(Refusal):
    message = (
        "Avec cette date de fin, l’événement n’a lieu qu’une fois. Choisissez une fin plus lointaine, ou "
        "« Ne pas répéter »."
    )


class HourMissing(Refusal):
    message = "Indiquez l’heure de début et l’heure de fin, ou cochez « Toute la journée »."


class AlreadyCancelled(Refusal):
    message = "Cet événement est annulé."
