"""Who may do what in a group of discussion. Pure."""

from datetime import datetime

from civic.contents import rules as contents
from civic.core.audience import Audience, admits
from civic.core.viewer import Viewer
from civic.discussions.enums import LEAD_DISCUSSIONS, DiscussionState
from civic.discussions.models import Discussion

MAX_PINNED = 3


def may_lead(viewer: Viewer) -> bool:
    """Creates groups, closes them, removes messages with a reason."""
    return viewer.may(LEAD_DISCUSSIONS)


def is_out(discussion: Discussion, moment: datetime) -> bool:
    """Its hour has come, whether the worker has published it yet or not."""
    begins_at = discussion.begins_at
    return begins_at is not None and begins_at <= moment


def state_of(discussion: Discussion, now: datetime) -> DiscussionState:
    if not is_out(discussion, now):
        return DiscussionState.PLANNED
    if discussion.closes_at and discussion.closes_at <= now:
        return DiscussionState.ENDED
    return DiscussionState.CLOSED if discussion.is_closed else DiscussionState.OPEN


def may_see(viewer: Viewer, discussion: Discussion, now: datetime) -> bool:
    """Before its hour it is for those who prepare it; once removed, for nobody."""
    return discussion.removed_at is None and _may_know(viewer, discussion, now)


def may_know_removal(viewer: Viewer, discussion: Discussion) -> bool:
    """Who saw it, or could have, is notified of what became of it."""
    return discussion.removed_at is not None and _may_know(viewer, discussion, discussion.removed_at)


def may_restore(viewer: Viewer, discussion: Discussion, now: datetime) -> bool:
    return may_lead(viewer) and contents.may_restore(discussion, now)


def _may_know(viewer: Viewer, discussion: Discussion, moment: datetime) -> bool:
    return admits(Audience.MEMBERS, viewer, discussion.commune_id) and (
        is_out(discussion, moment) or may_lead(viewer)
    )
