"""Why an opening does not go on, in the words of the page where it stands."""

from datetime import datetime

from django.utils import timezone

from civic.core.clock import next_minute, now
from civic.core.refusals import Refusal
from civic.core.text import elided
from civic.ui import french


def _day_time(at: datetime) -> str:
    return french.day_time(timezone.localtime(at), timezone.localtime(now()))


class PageAlreadyOpen(Refusal):
    """`of_name`: of the commune; `mayor`: in whose name. Whom to ask is said by the page (`start/taken.html`, and
    `start/awaited.html` before the mayor came: nobody gives a delegation then)."""

    def __init__(self, of_name: str, mayor: str) -> None:
        super().__init__(
            f"La page {of_name} vient d’être ouverte au nom {elided('de', mayor)}\u00a0: aucun code n’est parti."
        )


class ActsAlready(Refusal):
    message = "Vous agissez déjà pour cette mairie\u00a0: sa page est la vôtre."


class MayorElsewhere(Refusal):
    def __init__(self, of_name: str) -> None:
        super().__init__(
            f"Vous êtes maire {of_name}, et l’on n’est maire que d’une commune. Si vous travaillez aussi dans "
            "cette mairie-ci, choisissez «\u00a0Je travaille à la mairie\u00a0»."
        )


class Overtaken(Refusal):
    message = (
        "Entre-temps, une autre personne a ouvert la page avec un code de la mairie. Gardez votre "
        "compte\u00a0: le maire peut vous donner une procuration."
    )


class NoCodeAwaited(Refusal):
    message = "Aucun code n’est attendu ici. Reprenez depuis le début\u00a0: deux minutes suffisent."


class WrongCode(Refusal):
    def __init__(self, left: int) -> None:
        super().__init__(
            f"Ce n’est pas le bon code. Il vous reste {french.counted(left, 'essai', 'essais')}."
            if left
            else NoTriesLeft.message
        )


class NamedOtherwise(Refusal):
    message = (
        "Vous avez changé de nom depuis que ce code est parti, et la mairie a lu l’ancien. "
        "Demandez un autre code\u00a0: il porte le nouveau."
    )


class NoTriesLeft(Refusal):
    message = "Ce code ne sert plus, après cinq essais. Demandez-en un autre."


class CodeExpired(Refusal):
    message = "Ce code n’est plus valable. Demandez-en un autre\u00a0: il part tout de suite."


class TooSoonForAnother(Refusal):
    """`serves`: the code that left is still of use; else there is no field for it, and nothing to look for."""

    def __init__(self, at: datetime, *, serves: bool) -> None:
        hour = french.hour(timezone.localtime(next_minute(at)))
        super().__init__(
            f"Un code vient de partir. Vous pourrez en demander un autre à {hour}."
            if serves
            else f"Le code d’avant ne sert plus\u00a0: un nouveau pourra partir à {hour}."
        )


class TooManyCodes(Refusal):
    status = 429
    message = (
        "Trop de codes sont partis aujourd’hui. Recommencez demain, ou demandez le code par courrier\u00a0: "
        "il n’y a rien d’autre à faire."
    )


class TooManyPapers(Refusal):
    status = 429
    message = "Trop de courriers ont été demandés aujourd’hui. Recommencez demain."


class TooSoonForPaper(Refusal):
    """One was posted, then given up, or a mail took its place: its code is worth nothing any more."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"Le code du courrier d’avant ne sert plus\u00a0: un autre courrier pourra partir {_day_time(at)}."
        )


class NoOfficialAddress(Refusal):
    message = (
        "L’annuaire officiel n’a pas d’adresse e-mail de cette mairie qui reçoive nos messages. "
        "Demandez le code par courrier."
    )


class OwnAddress(Refusal):
    message = (
        "C’est votre propre adresse. Écrivez celle du maire\u00a0: la page s’ouvre en son nom, et vous agirez "
        "avec votre compte."
    )


class TooLateToOffer(Refusal):
    message = "Le délai pour indiquer un autre maire est passé. Écrivez-nous\u00a0: une personne vous répond."


class TooEarlyToTakeOver(Refusal):
    def __init__(self, at: datetime) -> None:
        super().__init__(
            "Le maire en place a encore le temps de répondre. Vous pourrez reprendre la page "
            f"{_day_time(at)}."
        )


class CodeAtTownHall(Refusal):
    message = (
        "Le code est parti dans la boîte officielle de la mairie\u00a0: sans lui, rien ne change. "
        "Dites-le à la personne qui la lit, ou écrivez-nous."
    )


class OfferOver(Refusal):
    message = "Cette invitation n’est plus valable. Demandez à la mairie de la refaire."


class NobodyToInvite(Refusal):
    message = "Cette mairie a déjà sa page ici\u00a0: il n’y a personne à inviter."


class NoInvitationWanted(Refusal):
    message = "Cette mairie ne souhaite plus recevoir nos e-mails\u00a0: aucune invitation ne partira."


class InvitedLately(Refusal):
    def __init__(self, sent_at: datetime) -> None:
        day = french.full_date(timezone.localdate(sent_at))
        super().__init__(f"Une invitation est déjà partie le {day}\u00a0: une par mois suffit.")


class TooManyInvitations(Refusal):
    message = "Vous avez invité beaucoup de mairies aujourd’hui. Vous pourrez continuer demain."


class NotGoingOn(Refusal):
    message = "Cette ouverture est déjà terminée."


class PaperNotReady(Refusal):
    message = "Ce courrier se prépare encore. Revenez dans une minute."


class AnotherPaper(Refusal):
    message = (
        "Une autre lettre a été demandée depuis\u00a0: son code a changé. Imprimez celle-ci, et postez-la."
    )


class PaperUnreadable(Refusal):
    message = "Ce courrier ne peut pas être lu pour le moment."


class StoppedByPlatform(Refusal):
    message = "Nous avons arrêté votre demande pour cette commune. Écrivez-nous : une personne vous répond."
