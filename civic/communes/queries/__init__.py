from civic.communes.queries.directory import (
    commune_by_code,
    commune_by_slug,
    commune_card,
    communes_matching,
    neighbours_of,
)
from civic.communes.queries.memberships import (
    MembershipPage,
    agents_for,
    communes_to_solicit,
    membership_for_update,
    membership_in_view,
    membership_with_person,
    memberships_by_status,
    own_membership,
    own_memberships,
    residents_waiting,
    waiting_count,
)
from civic.communes.queries.town_halls import current_mayor, offices_of, title_of, town_hall_of

__all__ = [
    "MembershipPage",
    "agents_for",
    "commune_by_code",
    "commune_by_slug",
    "commune_card",
    "communes_matching",
    "communes_to_solicit",
    "current_mayor",
    "membership_for_update",
    "membership_in_view",
    "membership_with_person",
    "memberships_by_status",
    "neighbours_of",
    "offices_of",
    "own_membership",
    "own_memberships",
    "residents_waiting",
    "title_of",
    "town_hall_of",
    "waiting_count",
]
