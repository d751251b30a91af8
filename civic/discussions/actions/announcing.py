"""What else hears at once of a change: the journal, the commune's page, and the pages that are open."""

from civic.core.audience import Audience
from civic.core.viewer import Viewer
from civic.discussions.models import Discussion
from civic.journal.actions import record
from civic.journal.events import Event
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.town_halls.actions.pages import bump_page_version


def record_change(*, event: Event, viewer: Viewer | None, discussion: Discussion) -> None:
    """Groups stand beside the feed: each change renders that page again."""
    bump_page_version(commune_id=discussion.commune_id)
    record(event, viewer=viewer, target=discussion, commune_id=discussion.commune_id)


def announce(*, discussion: Discussion) -> None:
    """To the open pages of the commune: those that show this group ask how it stands. Of messages they hear from the
    thread."""
    live.publish(
        topic=commune_topic(discussion.commune_id, Audience.MEMBERS),
        name="discussion",
        data={"id": str(discussion.pk)},
    )
