"""Who may do what in a town hall. Pure: rules read only what they are given."""

from civic.core.viewer import Viewer
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS

OLDEST_YEAR = 1920

LONGEST_REMINDER = 60  # days


def may_manage_residents(viewer: Viewer) -> bool:
    return viewer.may(MANAGE_RESIDENTS)


def may_change_page(viewer: Viewer) -> bool:
    return viewer.may(EDIT_PAGE)
