"""Who may do what in a commune. Pure: they read only what they are given."""

from collections.abc import Collection

from civic.communes.enums import MembershipStatus, Right
from civic.communes.models import Membership
from civic.core.viewer import Viewer


def may_manage_residents(viewer: Viewer) -> bool:
    return viewer.may(Right.RESIDENTS)


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


def may_change_page(viewer: Viewer) -> bool:
    return viewer.may(Right.PAGE)


def may_delegate(viewer: Viewer, rights: Collection[str]) -> bool:
    """Some rights, and none that the giver does not have at this moment."""
    return viewer.is_town_hall and bool(rights) and all(viewer.may(right) for right in rights)


def may_change_delegation(viewer: Viewer) -> bool:
    return viewer.is_mayor
