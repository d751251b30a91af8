"""To the pages that are open."""

from civic.core.audience import Audience
from civic.discussions.models import Discussion
from civic.live import actions as live
from civic.live.rules import commune_topic


def announce(*, discussion: Discussion) -> None:
    """To the open pages of the commune: those that show this group ask how it stands. Of messages they hear from the
    thread."""
    live.publish(
        topic=commune_topic(discussion.commune_id, Audience.MEMBERS),
        name="discussion",
        data={"id": str(discussion.pk)},
    )
