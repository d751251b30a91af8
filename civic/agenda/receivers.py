from civic.agenda import actions, queries
from civic.communes import queries as communes
from civic.communes.enums import MembershipStatus
from civic.communes.events import MembershipLeft, MembershipRefused
from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes, on


@on(MembershipLeft)
@on(MembershipRefused)
def free_places(event: MembershipLeft | MembershipRefused) -> None:
    membership = communes.membership_with_person(event.membership_id)
    if membership and membership.status != MembershipStatus.ACCEPTED:
        actions.free_places_of(person_id=membership.person_id, commune_id=membership.commune_id)


@describes("agenda.calendarevent")
def titles(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.subjects(viewer, ids)
