from civic.communes.queries.belonging import people_of
from civic.communes.queries.directory import (
    commune_by_code,
    commune_by_slug,
    commune_card,
    communes_matching,
    neighbours_of,
)
from civic.communes.queries.memberships import (
    MembershipPage,
    communes_to_solicit,
    home_slug,
    membership_for_update,
    membership_in_view,
    membership_with_person,
    memberships_by_status,
    own_membership,
    own_memberships,
    residents_waiting,
    waiting_count,
)
from civic.communes.queries.solicitations import (
    solicitation_by_token,
    solicitation_for_update,
    stop_token,
)
from civic.communes.queries.town_halls import (
    current_mayor,
    most_awaited,
    newest_town_halls,
    title_of,
    town_hall_of,
)

__all__ = [
    "MembershipPage",
    "commune_by_code",
    "commune_by_slug",
    "commune_card",
    "communes_matching",
    "communes_to_solicit",
    "current_mayor",
    "home_slug",
    "membership_for_update",
    "membership_in_view",
    "membership_with_person",
    "memberships_by_status",
    "most_awaited",
    "neighbours_of",
    "newest_town_halls",
    "own_membership",
    "own_memberships",
    "people_of",
    "residents_waiting",
    "solicitation_by_token",
    "solicitation_for_update",
    "stop_token",
    "title_of",
    "town_hall_of",
    "waiting_count",
]
