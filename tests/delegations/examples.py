"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from datetime import timedelta
from typing import Any

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.town_halls.enums import EDIT_PAGE
from tests.accounts.factories import PersonFactory
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.communes.factories import DelegationFactory
from tests.desk.waiting import DeskExamples, Waiting


def offer(wanted: Wanted) -> Delegation:
    """Not answered yet, and given by somebody else."""
    place = wanted.place
    giver = place.applicant if wanted.owner != place.applicant else place.second_resident
    offered: Delegation = DelegationFactory(
        commune=place.commune, person=wanted.owner, given_by=giver, rights=[EDIT_PAGE], accepted_at=None
    )
    return offered


EXAMPLES: Examples = {"delegation_id": lambda wanted: offer(wanted).pk}


def given(commune: Commune, person: Person, **fields: Any) -> None:
    DelegationFactory(commune=commune, given_by=person, person=PersonFactory(), rights=[EDIT_PAGE], **fields)


DESK: DeskExamples = {
    "delegation_mail": Waiting(
        lambda commune, person: given(commune, person, accepted_at=None, mail_refused_at=now())
    ),
    "delegation_answer": Waiting(lambda commune, person: given(commune, person, accepted_at=None)),
    "delegation_end": Waiting(
        lambda commune, person: given(commune, person, ends_at=now() + timedelta(days=2))
    ),
}


def fill(place: Place) -> Examples:
    for _ in range(MANY):
        given(place.commune, place.mayor)
    return {}
