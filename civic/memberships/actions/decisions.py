from civic.core.refusals import Refusal
from civic.core.text import elided
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership


class AlreadyAnswered(Refusal):
    """Two agents, one request: the second learns who was first."""

    def __init__(self, message: str, of_several: str) -> None:
        super().__init__(message)
        self.of_several = of_several


def already_answered(*, membership: Membership) -> AlreadyAnswered:
    if membership.status == MembershipStatus.LEFT:
        return AlreadyAnswered(
            f"La demande {elided('de', membership.person.full_name)} a été retirée.",
            "Ces demandes ont été retirées.",
        )
    by = membership.decided_by.full_name if membership.decided_by else "la mairie"
    done = "acceptée" if membership.status == MembershipStatus.ACCEPTED else "refusée"
    return AlreadyAnswered(
        f"Cette demande a déjà été {done} par {by}.", f"Ces demandes ont déjà été {done}s par {by}."
    )
