from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from civic.accounts.events import AppearanceChanged
from civic.communes import actions, queries
from civic.communes.events import MembershipAccepted, MembershipRefused, MembershipRequested
from civic.journal.events import on


@receiver(email_confirmed)
def send_requests_to_town_halls(sender: Any, email_address: EmailAddress, **kwargs: Any) -> None:
    actions.confirm_memberships_of(person=email_address.user)


@on(MembershipRequested)
def tell_town_hall(event: MembershipRequested) -> None:
    membership = queries.membership_with_person(event.membership_id)
    if membership is None or membership.status != "pending":
        return
    if queries.town_hall_of(membership.commune_id) is None:
        actions.solicit_town_hall(commune_id=membership.commune_id)


@on(MembershipAccepted)
def tell_accepted_person(event: MembershipAccepted) -> None:
    if membership := queries.membership_with_person(event.membership_id):
        actions.tell_decision(membership=membership)


@on(MembershipRefused)
def tell_refused_person(event: MembershipRefused) -> None:
    if membership := queries.membership_with_person(event.membership_id):
        actions.tell_decision(membership=membership)


@on(AppearanceChanged)
def draw_pages_anew(event: AppearanceChanged) -> None:
    actions.show_mayor(person_id=event.person_id)
