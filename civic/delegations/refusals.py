"""Why somebody cannot act for a town hall, in the words of whoever is told."""

from civic.core.refusals import Refusal
from civic.core.text import elided
from civic.delegations.models import Delegation

MOST_STANDING = 50  # more people than that do not act for one town hall: somebody forgot to withdraw


class WrongAddress(Refusal):
    """This person cannot be given a delegation here."""


class ToOneself(WrongAddress):
    message = "C’est votre propre adresse. Une procuration se donne à une autre personne."


class ToTheMayor(WrongAddress):
    message = "C’est l’adresse du maire, qui a déjà tous les droits."


class AlreadyDelegate(Refusal):
    """`delegation` is theirs, to be changed in place of a second one."""

    def __init__(self, delegation: Delegation) -> None:
        self.delegation = delegation
        super().__init__(f"{delegation.display_name} a déjà une procuration\N{NO-BREAK SPACE}: modifiez-la.")


class TooManyDelegations(Refusal):
    message = (
        f"Vous avez déjà {MOST_STANDING} procurations. Retirez celles qui ne servent plus, puis recommencez."
    )


class NotStanding(Refusal):
    message = "Cette procuration n’est plus en cours. Vous pouvez inviter de nouveau cette personne."


class DelegationTooShort(Refusal):
    message = "Cette date est déjà passée. Pour arrêter tout de suite, retirez la procuration."


class AnotherName(Refusal):
    """To the person invited: the mayor knows somebody by the other name."""

    def __init__(self, invited: str, own: str) -> None:
        super().__init__(
            f"La mairie a invité {invited}, et votre compte est au nom {elided('de', own)}. Si c’est bien vous, "
            "demandez-lui de retirer cette invitation et d’inviter ce nom-là, ou corrigez le vôtre dans votre compte."
        )


class NoLongerOffered(Refusal):
    """To the person invited, with the reason."""


class TooLateToGiveBack(Refusal):
    message = "Il est trop tard pour annuler ce retrait. Invitez de nouveau cette personne."
