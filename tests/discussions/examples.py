"""What the parts of this app's addresses stand for in the access matrix."""

from civic.discussions.models import Discussion
from tests.architecture.world import MANY, Examples, Place, Wanted
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


def fill(place: Place) -> Examples:
    groups = [DiscussionFactory(commune=place.commune, author=place.mayor) for _ in range(MANY)]
    for _ in range(MANY):
        MessageFactory(thread=groups[-1].thread, author=next(place.neighbours))
    return {"discussion_id": lambda wanted: groups[-1].pk}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "discussions": [
        "discussion_close",
        "discussion_delete",
        "discussion_edit",
        "discussion_new",
        "discussion_pin",
        "discussion_reopen",
        "discussion_restore",
        "discussion_unpin",
        "message_remove",
    ],
}
