"""What the pages of discussions show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.discussions import rules
from civic.discussions.enums import DiscussionState
from civic.discussions.models import Discussion
from civic.threads.pages.messages import form_context


@dataclass(frozen=True, slots=True)
class DiscussionContext:
    discussion: Discussion
    state: DiscussionState
    unread: int  # 0 for who never came: then everything is new
    is_unknown: bool


def discussions(found: Iterable[Discussion]) -> list[DiscussionContext]:
    """As queries.discussions_of gives them, with `read_upto`."""
    moment = now()
    return [
        DiscussionContext(
            discussion=one,
            state=rules.state_of(one, moment),
            unread=max(0, one.thread.last_number - one.read_upto) if one.read_upto is not None else 0,  # type: ignore[attr-defined]
            is_unknown=one.read_upto is None,  # type: ignore[attr-defined]
        )
        for one in found
    ]


def writing(viewer: Viewer, discussion: Discussion, **typed: Any) -> dict[str, Any]:
    """How the group stands, and the form to write. `typed`: what comes back with an `error`."""
    state = rules.state_of(discussion, now())
    closed = "" if state is DiscussionState.OPEN else "discussions/discussion_closed.html"
    return {
        "discussion": discussion,
        "state": state,
        "may_lead": rules.may_lead(viewer),
        **form_context(viewer, discussion.thread, closed=closed, **typed),
    }
