from uuid import UUID

from civic.agenda import actions, queries
from civic.communes import queries as communes
from civic.communes.enums import MembershipStatus
from civic.communes.events import MembershipLeft, MembershipRefused
from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes, on


@on(MembershipLeft)
def free_places_of_who_left(event: MembershipLeft) -> None:
    _free_places(event.membership_id)


@on(MembershipRefused)
def free_places_of_who_is_refused(event: MembershipRefused) -> None:
    _free_places(event.membership_id)


@describes("agenda.calendarevent")
def titles(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.subjects(viewer, ids)


def _free_places(membership_id: UUID) -> None:
    membership = communes.membership_with_person(membership_id)
    if membership and membership.status != MembershipStatus.ACCEPTED:
        actions.free_places_of(person_id=membership.person_id, commune_id=membership.commune_id)
