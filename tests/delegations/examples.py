"""What the parts of this app's addresses stand for in the access matrix."""

from civic.delegations.models import Delegation
from civic.town_halls.enums import EDIT_PAGE
from tests.architecture.world import Examples, Wanted
from tests.communes.factories import DelegationFactory


def offer(wanted: Wanted) -> Delegation:
    """Not answered yet, and given by somebody else."""
    place = wanted.place
    giver = place.applicant if wanted.owner != place.applicant else place.second_resident
    offered: Delegation = DelegationFactory(
        commune=place.commune, person=wanted.owner, given_by=giver, rights=[EDIT_PAGE], accepted_at=None
    )
    return offered


EXAMPLES: Examples = {"delegation_id": lambda wanted: offer(wanted).pk}
