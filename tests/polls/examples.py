"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples
from tests.polls.factories import PollFactory

EXAMPLES: Examples = {
    "poll_id": lambda wanted: (
        PollFactory(commune=wanted.commune, author=wanted.place.second_resident, title=wanted.place.name).pk
    ),
}
