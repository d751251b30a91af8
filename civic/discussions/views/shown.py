"""What the pages of a discussion show: messages with what the viewer may do with each, and the form to write."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions import MAX_LENGTH
from civic.discussions.enums import DiscussionState
from civic.discussions.models import Discussion, Message


@dataclass(frozen=True, slots=True)
class ShownMessage:
    message: Message
    own: bool
    editable: bool
    removable: bool  # by the town hall, with a reason
    answerable: bool  # while the group is open: the page hides that of a closed one, which may open again
    is_first_new: bool = False  # « Nouveaux messages » stands above it


@dataclass(frozen=True, slots=True)
class ShownDiscussion:
    discussion: Discussion
    state: DiscussionState
    unread: int  # 0 for who never came: then everything is new
    is_unknown: bool


def messages(
    viewer: Viewer, discussion: Discussion, found: Iterable[Message], *, has_line: bool = False
) -> list[ShownMessage]:
    """`is_first_new` where the viewer has read some of this discussion and not all of it, unless `has_line`."""
    moment, leads = now(), rules.may_lead(viewer)
    answerable = not rules.is_restricted(viewer)
    read_upto = getattr(discussion, "read_upto", None)
    shown, has_line = [], has_line or not read_upto
    for message in found:
        own = message.author_id == viewer.person_id
        is_new = not has_line and message.number > (read_upto or 0) and not own
        has_line = has_line or is_new
        shown.append(
            ShownMessage(
                message=message,
                own=own,
                editable=answerable and rules.may_edit(viewer, message, moment),
                removable=leads and not own,
                answerable=answerable,
                is_first_new=is_new,
            )
        )
    return shown


def message(viewer: Viewer, one: Message) -> ShownMessage:
    return messages(viewer, one.discussion, [one], has_line=True)[0]


def discussions(found: Iterable[Discussion]) -> list[ShownDiscussion]:
    """As queries.discussions_of gives them, with `read_upto`."""
    moment = now()
    return [
        ShownDiscussion(
            discussion=one,
            state=rules.state_of(one, moment),
            unread=max(0, one.last_number - one.read_upto) if one.read_upto is not None else 0,  # type: ignore[attr-defined]
            is_unknown=one.read_upto is None,  # type: ignore[attr-defined]
        )
        for one in found
    ]


def writing(viewer: Viewer, discussion: Discussion, **typed: Any) -> dict[str, Any]:
    """What discussions/message_form.html needs. `typed`: what comes back with an `error`."""
    return {
        "discussion": discussion,
        "state": rules.state_of(discussion, now()),
        "restricted": rules.is_restricted(viewer),
        "may_lead": rules.may_lead(viewer),
        "key": str(new_id()),
        "limit": MAX_LENGTH,
        **typed,
    }


def quoted(viewer: Viewer, discussion: Discussion, text: str) -> Message | None:
    """The message that is to be answered, when it is one of this discussion and still stands."""
    try:
        found = queries.message_in_view(viewer, key_of(text)) if text else None
    except (Http404, queries.DiscussionGone):
        return None
    return found if found and found.discussion_id == discussion.pk and not found.removed_at else None


def key_of(text: str) -> UUID:
    """From a field of a form. Raises Http404 for what we never wrote there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def number(text: str) -> int:
    """Of a message, from an address. Raises Http404 for what we never wrote there."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise Http404
