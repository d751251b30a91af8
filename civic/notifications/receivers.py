"""Whoever comes to a commune hears of it from then on; whoever leaves hears no more."""

from uuid import UUID

from civic.communes.events import CommuneMerged
from civic.communes.queries.directory import commune_of_code
from civic.delegations.events import DelegationAccepted, DelegationGiven
from civic.delegations.queries.delegations import delegation_with_people
from civic.journal.events import on, on_entry
from civic.journal.models import Entry
from civic.memberships.events import CommuneFollowed, CommuneUnfollowed, MembershipAccepted, MembershipLeft
from civic.memberships.queries.memberships import membership_with_person
from civic.notifications.actions.inbox import close_inbox, move_inboxes, open_inbox, widen_inbox
from civic.town_halls.events import OfficeHandedOver, TownHallJoined
from civic.town_halls.queries.town_halls import office_by_id


@on_entry(MembershipAccepted)
def open_for_resident(event: MembershipAccepted, entry: Entry) -> None:
    if membership := membership_with_person(event.membership_id):
        open_inbox(person_id=membership.person_id, commune_id=membership.commune_id)
        widen_inbox(person_id=membership.person_id, commune_id=membership.commune_id, at=entry.recorded_at)


@on(MembershipLeft)
def close_for_resident(event: MembershipLeft) -> None:
    if membership := membership_with_person(event.membership_id):
        close_inbox(person_id=membership.person_id, commune_id=membership.commune_id)


@on(TownHallJoined)
def open_for_mayor(event: TownHallJoined) -> None:
    _open_for_mayor(event.office_id)


@on(OfficeHandedOver)
def open_for_mayor_meant(event: OfficeHandedOver) -> None:
    _open_for_mayor(event.office_id)


def _open_for_mayor(office_id: UUID) -> None:
    if office := office_by_id(office_id):
        open_inbox(person_id=office.person_id, commune_id=office.commune_id)


@on(DelegationGiven)
def open_for_delegate(event: DelegationGiven) -> None:
    _open_for_delegate(event.delegation_id)


@on(DelegationAccepted)
def open_for_new_delegate(event: DelegationAccepted) -> None:
    _open_for_delegate(event.delegation_id)


def _open_for_delegate(delegation_id: UUID) -> None:
    if delegation := delegation_with_people(delegation_id):
        open_inbox(person_id=delegation.person_id, commune_id=delegation.commune_id)


@on(CommuneFollowed)
def open_for_follower(event: CommuneFollowed) -> None:
    open_inbox(person_id=event.person_id, commune_id=event.followed_id)


@on(CommuneUnfollowed)
def close_for_follower(event: CommuneUnfollowed) -> None:
    close_inbox(person_id=event.person_id, commune_id=event.followed_id)


@on_entry(CommuneMerged)
def move_to_successor(event: CommuneMerged, entry: Entry) -> None:
    if (former := commune_of_code(event.code)) and entry.commune_id:
        move_inboxes(from_id=former.pk, to_id=entry.commune_id)
