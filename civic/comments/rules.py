"""Who may say what under a content. Pure."""

from datetime import datetime, timedelta

from civic.comments.enums import MODERATE_COMMENTS
from civic.comments.models import Comment, Thread
from civic.core.audience import admits
from civic.core.viewer import Viewer
from civic.restrictions.enums import RestrictionScope

EDITABLE_FOR = timedelta(minutes=15)


def may_see(viewer: Viewer, thread: Thread) -> bool:
    return admits(thread.audience, viewer, thread.commune_id)


def is_restricted(viewer: Viewer) -> bool:
    """The town hall took the right to comment, for a time."""
    return RestrictionScope.COMMENTS in viewer.restrictions


def may_speak(viewer: Viewer, thread: Thread) -> bool:
    """Being registered is what lets a person speak: a visitor reads a public page and no more."""
    return may_see(viewer, thread) and viewer.is_member and not is_restricted(viewer)


def may_edit(viewer: Viewer, comment: Comment, now: datetime) -> bool:
    own = comment.author_id == viewer.person_id and viewer.is_member and not is_restricted(viewer)
    return own and comment.removed_at is None and now < comment.written_at + EDITABLE_FOR


def may_remove_any(viewer: Viewer) -> bool:
    return viewer.may(MODERATE_COMMENTS)


def may_flag(viewer: Viewer, comment: Comment) -> bool:
    return viewer.is_member and comment.author_id != viewer.person_id and comment.removed_at is None
