"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from datetime import timedelta

from civic.core.clock import now
from civic.town_halls.enums import EDIT_PAGE
from tests.architecture.world import MANY, Examples, Place
from tests.desk.waiting import DeskExamples, Waiting
from tests.links.factories import UsefulLinkFactory

EXAMPLES: Examples = {"useful_link_id": lambda wanted: UsefulLinkFactory(commune=wanted.commune).pk}

DESK: DeskExamples = {
    "dead_link": Waiting(
        lambda commune, person: UsefulLinkFactory(
            commune=commune, is_dead=True, problem="missing", failing_since=now() - timedelta(days=9)
        ),
        rights=[EDIT_PAGE],
    )
}


def fill(place: Place) -> Examples:
    links = [UsefulLinkFactory(commune=place.commune) for _ in range(MANY)]
    return {"useful_link_id": lambda wanted: links[-1].pk}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "page": [
        "link_check",
        "link_delete",
        "link_edit",
        "link_move",
        "link_new",
        "link_restore",
    ],
}
