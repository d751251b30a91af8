from collections import Counter
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import mail_answered, person_erased
from civic.accounts.models import Person
from civic.communes.events import communes_merged
from civic.delegations import actions
from civic.delegations.queries import people
from civic.memberships.resident_parts import beside_the_mayor, communes_that_know
from civic.town_halls.events import mayor_left, office_handed_over
from civic.town_halls.models import Office

beside_the_mayor.append(people.delegates_acting)
communes_that_know.append(people.communes_of_delegate)


@receiver(mayor_left)
def end_with_the_mayor(sender: Any, office: Office, **kwargs: Any) -> None:
    actions.end_delegations(commune_id=office.commune_id)


@receiver(office_handed_over)
def give_in_the_name_of(sender: Any, office: Office, former: Person, **kwargs: Any) -> None:
    actions.give_in_the_name_of(office=office, former=former)


@receiver(person_erased)
def end_with_the_account(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    actions.end_delegations_of(person_id=person_id)


@receiver(mail_answered)
def record_answer_of_mailbox(sender: Any, person_id: UUID, refused: bool, **kwargs: Any) -> None:
    actions.record_answer_to_invitations(person_id=person_id, refused=refused)


@receiver(communes_merged)
def end_with_the_commune(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    return actions.end_delegations_of_merged_communes()
