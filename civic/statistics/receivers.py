"""Open pages of figures hear of what changes them besides visits."""

from typing import Any

from civic.core.audience import Audience
from civic.journal.events import Event, on_entry
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.memberships.events import MembershipAccepted, MembershipLeft
from civic.posts.events import PostPublished
from civic.threads.events import CommentWritten


def _announce(event: Event, entry: Any) -> None:
    live.publish(topic=commune_topic(entry.commune_id, Audience.TOWN_HALL), name="statistics")


for moving in (CommentWritten, MembershipAccepted, MembershipLeft, PostPublished):
    on_entry(moving)(_announce)
