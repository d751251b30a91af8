"""Who may answer a request, add to it, see its proof."""

from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.town_halls.rules import may_manage_residents

MOST_PROOF_FILES = 3


def may_decide(viewer: Viewer, membership: Membership) -> bool:
    """Nobody accepts or refuses themselves."""
    return (
        may_manage_residents(viewer)
        and viewer.belongs_to(membership.commune_id)
        and membership.person_id != viewer.person_id
    )


def may_add_words(viewer: Viewer, membership: Membership) -> bool:
    return membership.person_id == viewer.person_id and membership.status == MembershipStatus.PENDING


def may_see_proof(viewer: Viewer, membership: Membership) -> bool:
    """Whoever sent it, and those of that town hall who answer requests; nobody answers their own."""
    if not viewer.belongs_to(membership.commune_id):
        return False
    return membership.person_id == viewer.person_id or may_manage_residents(viewer)
