"""What the parts of this app's addresses stand for in the access matrix."""

from uuid import UUID

from civic.openings.enums import OpeningStatus
from civic.town_halls.queries.town_halls import current_mayor
from tests.accounts.factories import PersonFactory
from tests.architecture.world import Examples, Wanted
from tests.desk.waiting import DeskExamples, Waiting
from tests.openings.factories import OpeningFactory, PaperFactory


def to_post(wanted: Wanted) -> UUID:
    opening = OpeningFactory(commune=wanted.commune, person=PersonFactory())
    PaperFactory(opening=opening)
    pk: UUID = opening.pk
    return pk


EXAMPLES: Examples = {"opening_id": to_post}
DESK: DeskExamples = {
    "takeover": Waiting(
        lambda commune, person: OpeningFactory(
            commune=commune,
            person=PersonFactory(),
            status=OpeningStatus.WAITING,
            replaced=current_mayor(commune.pk),
        )
    )
}
