"""Who may keep the useful links of a commune, and when one counts as dead. Pure."""

from datetime import datetime

from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.links.enums import Problem
from civic.links.models import UsefulLink
from civic.media import fetching
from civic.town_halls.enums import EDIT_PAGE

MAX_LINKS = 50


class AddressTooLong(Refusal):
    message = "Cette adresse est trop longue : 500 caractères au plus."


def may_keep_links(viewer: Viewer) -> bool:
    return viewer.may(EDIT_PAGE)


def may_see(viewer: Viewer, link: UsefulLink) -> bool:
    """A link is public."""
    return viewer.belongs_to(link.commune_id)


def usable_address(url: str) -> str:
    """As it is stored. Refuses what residents could not open, and what would run in their browser."""
    address = fetching.require_public_address(url)
    if len(address) > 500:
        raise AddressTooLong
    return address


def is_dead(failing_since: datetime, failed_at: datetime) -> bool:
    """One failure may be a site that is being mended: it takes another one, in another week, with none answered in
    between."""
    return failing_since.isocalendar()[:2] != failed_at.isocalendar()[:2]


def problem_of_status(status: int) -> Problem | None:
    """What an answer says of the page. Whoever refuses a robot (401, 403, 405, 429…) is there."""
    if status in {404, 410}:
        return Problem.MISSING
    return Problem.SERVER if status >= 500 else None
