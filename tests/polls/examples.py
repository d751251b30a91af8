"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from datetime import timedelta

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.polls.enums import HOLD_POLLS
from civic.polls.models import Poll
from tests.architecture.world import MANY, Examples, Place
from tests.desk.waiting import DeskExamples, Waiting
from tests.polls.factories import PollFactory

EXAMPLES: Examples = {
    "poll_id": lambda wanted: (
        PollFactory(commune=wanted.commune, author=wanted.place.second_resident, title=wanted.place.name).pk
    ),
}


def closed(commune: Commune, person: Person) -> Poll:
    moment = now()
    day = moment - timedelta(days=1)
    poll: Poll = PollFactory(
        commune=commune,
        author=person,
        published_at=moment - timedelta(days=9),
        closes_at=day,
        closed_at=day,
    )
    return poll


DESK: DeskExamples = {"poll_outcome": Waiting(closed, rights=[HOLD_POLLS])}


def fill(place: Place) -> Examples:
    polls = [PollFactory(commune=place.commune, author=place.mayor) for _ in range(MANY)]
    return {"poll_id": lambda wanted: polls[-1].pk}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "polls": [
        "poll_abandon",
        "poll_answer",
        "poll_deadline",
        "poll_delete",
        "poll_edit",
        "poll_end",
        "poll_new",
        "poll_preview",
        "poll_restore",
        "poll_resume",
        "poll_suspend",
    ],
}
