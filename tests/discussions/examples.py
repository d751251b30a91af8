"""What the parts of this app's addresses stand for in the access matrix."""

from civic.discussions.models import Discussion
from tests.architecture.world import Examples, Wanted
from tests.discussions.factories import DiscussionFactory
from tests.threads.factories import MessageFactory


def discussion(wanted: Wanted) -> Discussion:
    place = wanted.place
    made: Discussion = DiscussionFactory(commune=place.commune, author=place.mayor, title=place.name)
    return made


EXAMPLES: Examples = {
    "discussion_id": lambda wanted: discussion(wanted).pk,
    "message_id": lambda wanted: (
        MessageFactory(thread=discussion(wanted).thread, author=wanted.author, body=wanted.place.name).pk
    ),
}
