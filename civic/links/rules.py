"""Who may keep the useful links of a commune, and when one counts as dead. Pure."""

from datetime import datetime

from civic.core.viewer import Viewer
from civic.links.enums import Problem
from civic.town_halls.enums import EDIT_PAGE


def may_keep_links(viewer: Viewer) -> bool:
    return viewer.may(EDIT_PAGE)


def is_dead(failing_since: datetime, failed_at: datetime) -> bool:
    """One failure may be a site that is being mended: it takes another one, in another week, with none answered in
    between."""
    return failing_since.isocalendar()[:2] != failed_at.isocalendar()[:2]


def problem_of_status(status: int) -> Problem | None:
    """What an answer says of the page. Whoever refuses a robot (401, 403, 405, 429…) is there."""
    if status in {404, 410}:
        return Problem.MISSING
    return Problem.SERVER if status >= 500 else None
