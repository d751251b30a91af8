from collections import Counter
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest

from civic.accounts.events import AccountCreated, AppearanceChanged, person_erased
from civic.accounts.queries import identity_asked_by
from civic.communes.events import communes_merged
from civic.journal.events import on
from civic.memberships.actions import joining, mergers
from civic.memberships.actions.joining import confirm_memberships_of
from civic.memberships.actions.residents import index_person
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.queries.identity import identity_asked
from civic.town_halls.events import mayor_left
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import town_hall_of

identity_asked_by.append(identity_asked)


@receiver(email_confirmed)
def send_requests_to_town_halls(
    sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    confirmed = confirm_memberships_of(person=email_address.user)
    steps = [_next_step(membership) for membership in confirmed]
    messages.success(request, " ".join(["Votre adresse e-mail est confirmée.", *steps]))


def _next_step(membership: Membership) -> str:
    of_name = membership.commune.of_name
    if membership.status == MembershipStatus.ACCEPTED:
        return f"Bienvenue sur la page {of_name}\N{NARROW NO-BREAK SPACE}!"
    if town_hall_of(membership.commune_id):
        return f"Votre demande est partie à la mairie {of_name}, qui vous répondra par e-mail."
    return f"Votre demande est gardée\N{NO-BREAK SPACE}: elle attend que la mairie {of_name} ouvre sa page."


@on(AppearanceChanged)
def find_under_new_name(event: AppearanceChanged) -> None:
    index_person(person_id=event.person_id)


@on(AccountCreated)
def find_under_given_name(event: AccountCreated) -> None:
    """An account that was invited again carries another name than the one that asked, and lives elsewhere."""
    if event.is_renewed:
        joining.clear_addresses(person_id=event.person_id)
    index_person(person_id=event.person_id)


@receiver(person_erased)
def remove_erased_person_from_counts(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    joining.remove_person_from_counts(person_id=person_id)


@receiver(communes_merged)
def follow_merged_communes(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    return mergers.follow_merged_communes()


@receiver(mayor_left)
def keep_as_resident(sender: Any, office: Office, stays: bool, **kwargs: Any) -> None:
    if stays:
        joining.keep_as_resident(person=office.person, commune_id=office.commune_id)
