"""Who may contest what, and who answers. Pure."""

from datetime import datetime

from civic.core.clock import months_later
from civic.core.viewer import Viewer
from civic.moderation.models import Appeal
from civic.restrictions.models import Restriction

MONTHS_TO_CONTEST = 2  # after its end


def is_own(viewer: Viewer, restriction: Restriction) -> bool:
    return restriction.person_id == viewer.person_id and viewer.belongs_to(restriction.commune_id)


def may_still_contest(restriction: Restriction, now: datetime) -> bool:
    return now < months_later(restriction.over_at, MONTHS_TO_CONTEST)


def may_answer(viewer: Viewer, appeal: Appeal) -> bool:
    """Nobody judges their own cause."""
    concerned = {appeal.person_id, appeal.restriction.made_by_id}
    return viewer.is_staff and viewer.person_id not in concerned
