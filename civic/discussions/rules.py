"""Who may do what in a group of discussion. Pure."""

from datetime import datetime

from civic.core.audience import Audience, admits
from civic.core.clock import UNDO_FOR
from civic.core.viewer import Viewer
from civic.discussions.enums import LEAD_DISCUSSIONS, DiscussionState
from civic.discussions.models import Discussion


def may_lead(viewer: Viewer) -> bool:
    """Creates groups, closes them, removes messages with a reason."""
    return viewer.may(LEAD_DISCUSSIONS)


def state_of(discussion: Discussion, now: datetime) -> DiscussionState:
    if now < discussion.opens_at:
        return DiscussionState.PLANNED
    if discussion.ends_at and discussion.ends_at <= now:
        return DiscussionState.ENDED
    return DiscussionState.OPEN if discussion.is_open else DiscussionState.CLOSED


def may_see(viewer: Viewer, discussion: Discussion, now: datetime) -> bool:
    """Before its hour it is for those who prepare it; once removed, for nobody."""
    return discussion.removed_at is None and _may_know(viewer, discussion, now)


def may_know_removal(viewer: Viewer, discussion: Discussion) -> bool:
    """Who saw it, or could have, is told what became of it."""
    return discussion.removed_at is not None and _may_know(viewer, discussion, discussion.removed_at)


def may_restore(viewer: Viewer, discussion: Discussion, now: datetime) -> bool:
    return may_lead(viewer) and discussion.removed_at is not None and now < discussion.removed_at + UNDO_FOR


def _may_know(viewer: Viewer, discussion: Discussion, moment: datetime) -> bool:
    is_out = discussion.opens_at <= moment
    return admits(Audience.MEMBERS, viewer, discussion.commune_id) and (is_out or may_lead(viewer))
