"""To whom one writes, and where."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404

from civic.core.refusals import require
from civic.core.viewer import Belonging, Moved, Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import membership_with_person
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.queries.residents import residents_called as called
from civic.messaging import rules
from civic.messaging.enums import FEATURE
from civic.messaging.refusals import NoLongerResident
from civic.viewers.queries.viewer import viewer_for

_NEVER_ACCEPTED = {MembershipStatus.UNCONFIRMED, MembershipStatus.PENDING, MembershipStatus.REFUSED}


def has_messaging(person_id: UUID, home: Belonging) -> bool:
    """Does the town hall of this commune of theirs offer it, and have they been accepted there?"""
    with suppress(Moved, Http404):  # it is part of another one since
        viewer = viewer_for(person_id=person_id, commune_id=home.id)
        return viewer.is_member and FEATURE in viewer.features
    return False


def residents_called(viewer: Viewer, typed: str, limit: int) -> list[Membership]:
    """Residents of the commune in view whose first or last name begins like this."""
    require(rules.may_answer(viewer))
    rows = called(viewer.commune.id, typed).exclude(person_id=viewer.own_id).select_related("person")
    return with_namesake_labels(viewer, list(rows.order_by("last_first", "pk")[:limit]))


def resident_of(viewer: Viewer, membership_id: UUID) -> Membership:
    """Who has left since they were chosen is told apart from whom the commune in view never had."""
    require(rules.may_answer(viewer))
    found = membership_with_person(membership_id)
    is_here = found is not None and found.commune_id == viewer.commune.id and found.person_id != viewer.own_id
    if found is None or not is_here or found.status in _NEVER_ACCEPTED:
        raise Http404
    if found.status != MembershipStatus.ACCEPTED:
        raise NoLongerResident
    return found
