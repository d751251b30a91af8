"""What people say in a group of discussion: as in every thread, while the group is there and open."""

from uuid import UUID

from django.db import transaction

from civic.contents import actions as contents
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.enums import DiscussionState
from civic.discussions.models import Discussion
from civic.discussions.thread_kinds import MESSAGES
from civic.moderation.models import Flag
from civic.threads.actions import likes, messages
from civic.threads.models import Message


class DiscussionClosedNow(Refusal):
    message = MESSAGES.wording.closed


@transaction.atomic
def write_message(
    *, viewer: Viewer, discussion_id: UUID, body: str, key: str, answers: UUID | None = None
) -> Message:
    discussion = queries.discussion_for_update(viewer, discussion_id)
    contents.publish_if_due(content=discussion)
    _require_open(viewer, discussion)
    message = messages.write_message(
        viewer=viewer, kind=MESSAGES, thread_id=discussion.thread_id, body=body, key=key, answers=answers
    )
    last = discussion.last_message_at
    if last is None or last < message.written_at:
        discussion.last_message_at = discussion.active_at = message.written_at
        discussion.save(update_fields=["last_message_at", "active_at"])
    return message


@transaction.atomic
def edit_message(*, viewer: Viewer, message_id: UUID, body: str) -> Message:
    discussion = queries.discussion_of_message_for_update(viewer, message_id)
    if queries.message_in_view(viewer, message_id).author_id == viewer.person_id:
        _require_open(viewer, discussion)
    return messages.edit_message(viewer=viewer, kind=MESSAGES, message_id=message_id, body=body)


@transaction.atomic
def remove_own_message(*, viewer: Viewer, message_id: UUID) -> Message:
    """In a closed discussion too."""
    queries.discussion_of_message_for_update(viewer, message_id)
    return messages.remove_own_message(viewer=viewer, kind=MESSAGES, message_id=message_id)


@transaction.atomic
def remove_message(*, viewer: Viewer, message_id: UUID, reason: str) -> Message:
    queries.discussion_of_message_for_update(viewer, message_id)
    return messages.remove_message(viewer=viewer, kind=MESSAGES, message_id=message_id, reason=reason)


def like_message(*, viewer: Viewer, message_id: UUID, liked: bool) -> Message:
    """Without the group's lock: a like does not wait for those who write."""
    queries.message_in_view(viewer, message_id)
    return likes.like_message(viewer=viewer, kind=MESSAGES, message_id=message_id, liked=liked)


def flag_message(*, viewer: Viewer, message_id: UUID, reason: str, words: str) -> Flag:
    queries.message_in_view(viewer, message_id)
    return messages.flag_message(
        viewer=viewer, kind=MESSAGES, message_id=message_id, reason=reason, words=words
    )


def _require_open(viewer: Viewer, discussion: Discussion) -> None:
    messages.require_voice(viewer=viewer, thread=discussion.thread)
    if rules.state_of(discussion, now()) is not DiscussionState.OPEN:
        raise DiscussionClosedNow
