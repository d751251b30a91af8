from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest

from civic.accounts.events import AccountCreated, AppearanceChanged
from civic.communes import actions, queries
from civic.communes.enums import MembershipStatus
from civic.communes.events import MembershipRequested
from civic.communes.models import Membership
from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes, on
from civic.media.events import media_changed


@receiver(email_confirmed)
def send_requests_to_town_halls(
    sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    confirmed = actions.confirm_memberships_of(person=email_address.user)
    messages.success(request, " ".join(["Votre adresse e-mail est confirmée.", *_what_comes_next(confirmed)]))


def _what_comes_next(confirmed: list[Membership]) -> list[str]:
    if not confirmed:
        return ["Choisissez maintenant votre commune."]
    return [_next_step(membership) for membership in confirmed]


def _next_step(membership: Membership) -> str:
    of_name = membership.commune.of_name
    if membership.status == MembershipStatus.ACCEPTED:
        return f"Bienvenue sur la page {of_name}\N{NARROW NO-BREAK SPACE}!"
    if queries.town_hall_of(membership.commune_id):
        return f"Votre demande est partie à la mairie {of_name}, qui vous répondra par e-mail."
    return f"Votre demande est gardée\N{NO-BREAK SPACE}: elle attend que la mairie {of_name} ouvre sa page."


@on(MembershipRequested)
def tell_town_hall(event: MembershipRequested) -> None:
    membership = queries.membership_with_person(event.membership_id)
    if membership is None or membership.status != "pending":
        return
    if queries.town_hall_of(membership.commune_id) is None:
        actions.solicit_town_hall(commune_id=membership.commune_id)


@on(AppearanceChanged)
def draw_pages_anew(event: AppearanceChanged) -> None:
    actions.show_mayor(person_id=event.person_id)


@on(AppearanceChanged)
def find_under_new_name(event: AppearanceChanged) -> None:
    actions.note_person(person_id=event.person_id)


@on(AccountCreated)
def find_under_given_name(event: AccountCreated) -> None:
    """An account that was invited anew carries another name than the one that asked."""
    actions.note_person(person_id=event.person_id)


@receiver(media_changed)
def show_emblem(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    actions.show_emblem(media_id=media_id)


@describes("communes.membership")
def names_of_residents(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.membership_subjects(viewer, ids)


@describes("communes.delegation")
def names_of_delegates(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.delegation_subjects(viewer, ids)


@describes("communes.restriction")
def names_of_restricted(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.restriction_subjects(viewer, ids)
