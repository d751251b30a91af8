from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import person_erased
from civic.agenda.actions import taking_part
from civic.core.audience import BY_ROLE, Audience
from civic.delegations.events import DelegationEnded, DelegationWithdrawn
from civic.delegations.queries.delegations import delegation_with_people
from civic.journal.events import on
from civic.memberships.events import MembershipLeft, MembershipRefused
from civic.memberships.queries.memberships import membership_with_person
from civic.viewers.queries.viewer import viewer_alone


@on(MembershipLeft)
def free_places_after_leaving(event: MembershipLeft) -> None:
    _free_places(event.membership_id)


@on(MembershipRefused)
def free_places_after_refusal(event: MembershipRefused) -> None:
    _free_places(event.membership_id)


@on(DelegationEnded)
def free_places_after_delegation(event: DelegationEnded) -> None:
    _free_places_of_delegate(event.delegation_id)


@on(DelegationWithdrawn)
def free_places_after_withdrawal(event: DelegationWithdrawn) -> None:
    _free_places_of_delegate(event.delegation_id)


@receiver(person_erased)
def free_places_after_erasure(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    taking_part.free_places_of(person_id=person_id)


def _free_places(membership_id: UUID) -> None:
    membership = membership_with_person(membership_id)
    if membership:
        _free_places_of(membership.person_id, membership.commune_id)


def _free_places_of_delegate(delegation_id: UUID) -> None:
    delegation = delegation_with_people(delegation_id)
    if delegation:
        _free_places_of(delegation.person_id, delegation.commune_id)


def _free_places_of(person_id: UUID, commune_id: int) -> None:
    """Unless they belong to the commune still, as a resident or for the town hall."""
    belongings = viewer_alone(person_id=person_id).communes
    if not any(own.id == commune_id and Audience.MEMBERS in BY_ROLE[own.role] for own in belongings):
        taking_part.free_places_of(person_id=person_id, commune_id=commune_id)
