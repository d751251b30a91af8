from civic.communes.actions.letters import solicit_town_hall, stop_solicitations
from civic.communes.actions.memberships import (
    accept_membership,
    add_words,
    confirm_memberships_of,
    follow_commune,
    leave_commune,
    refuse_membership,
    reopen_membership,
    request_membership,
    unfollow_commune,
)
from civic.communes.actions.restrictions import (
    end_restriction,
    lift_on_appeal,
    lift_restriction,
    restore_restriction,
    restrict_resident,
)
from civic.communes.actions.town_halls import (
    Opening,
    bring_town_hall,
    change_settings,
    give_delegation,
    open_town_hall,
    show_mayor,
    touch_page,
)

__all__ = [
    "Opening",
    "accept_membership",
    "add_words",
    "bring_town_hall",
    "change_settings",
    "confirm_memberships_of",
    "end_restriction",
    "follow_commune",
    "give_delegation",
    "leave_commune",
    "lift_on_appeal",
    "lift_restriction",
    "open_town_hall",
    "refuse_membership",
    "reopen_membership",
    "request_membership",
    "restore_restriction",
    "restrict_resident",
    "show_mayor",
    "solicit_town_hall",
    "stop_solicitations",
    "touch_page",
    "unfollow_commune",
]
