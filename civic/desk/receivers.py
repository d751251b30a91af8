"""Claims end with the right to do the work."""

from civic.delegations.events import DelegationEnded, DelegationWithdrawn
from civic.delegations.queries.delegations import delegation_with_people
from civic.desk.actions.claims import drop_claims
from civic.journal.events import on


@on(DelegationWithdrawn)
def drop_claims_of_delegate(event: DelegationWithdrawn) -> None:
    if delegation := delegation_with_people(event.delegation_id):
        drop_claims(person_id=delegation.person_id, commune_id=delegation.commune_id)


@on(DelegationEnded)
def drop_claims_of_former_delegate(event: DelegationEnded) -> None:
    if delegation := delegation_with_people(event.delegation_id):
        drop_claims(person_id=delegation.person_id, commune_id=delegation.commune_id)
