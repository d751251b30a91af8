"""Until the link of the mail is opened: the account is nobody's, and the address that was given can be corrected.

Whether an address has an account is said to its mailbox alone. So an account is made in either case, and corrected in
the same way; one whose address is taken waits aside, under an address of nobody's. So does one that nobody confirmed
when somebody else comes to its address: of all who gave it, the mail to the last one counts."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction

from civic.accounts import queries
from civic.accounts.events import mail_answered
from civic.accounts.models import Person
from civic.accounts.rules import (
    account_key,
    address_aside,
    new_address_aside,
    new_ended_address,
)
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.core.text import mailbox
from civic.throttles import actions as throttles

CORRECTIONS = 3  # a day, of one sign-up
SIGN_UPS = 5  # a day, with one address from one source: each writes to its mailbox


class NothingToCorrect(Refusal):
    message = "Cette inscription n’attend plus\u00a0: connectez-vous, ou inscrivez-vous de nouveau."


class TooManyCorrections(Refusal):
    message = f"Vous avez déjà corrigé cette adresse {CORRECTIONS} fois. Recommencez demain."
    status = 429


class TooManySignUps(Refusal):
    message = (
        f"Vous vous êtes déjà inscrit {SIGN_UPS} fois aujourd’hui avec cette adresse. Recommencez demain."
    )
    status = 429


def require_pace_of_sign_ups(*, email: str, source: str) -> None:
    """Whether the address has an account or not. Counted by source: nobody uses up what its owner needs."""
    subject = f"{account_key(email)} {source}"
    if throttles.is_over_today(subject=subject, activity="sign-ups", most=SIGN_UPS):
        raise TooManySignUps


@transaction.atomic
def step_aside(*, email: str) -> None:
    """Whoever signed up with this address and never confirmed it waits without any: links that went there are worth
    nothing from now on. In the transaction of who comes to the address."""
    # Whoever gave it when it was taken moves as well: else their password would tell one from the other.
    addresses = (email, address_aside(email))
    _leave(addresses, queries.sign_ups_for_update(*addresses))


@transaction.atomic
def end_invitations(*, email: str) -> None:
    """Whoever left this address takes it back: links that went there to somebody invited meanwhile, who never used
    them, are worth nothing. Their name stands on, as whoever invited them wrote it, who hears that nothing arrives."""
    for person in queries.invited_at(email).select_for_update():
        _wait_at(person, new_ended_address())
        mail_answered.send(Person, person_id=person.pk, refused=True)


@transaction.atomic
def correct_sign_up(*, person_id: UUID, email: str) -> Person:
    """Links to the former address are worth nothing from now on. The mail to the new one is the caller's."""
    email = mailbox(email)
    aside = address_aside(email)
    found = {person.pk: person for person in queries.sign_ups_for_update(email, aside, also=person_id)}
    person = found.pop(person_id, None)
    if person is None or queries.has_confirmed_address(person_id):
        raise NothingToCorrect
    if throttles.is_over_today(subject=str(person_id), activity="sign-up corrections", most=CORRECTIONS):
        raise TooManyCorrections
    try:
        with transaction.atomic():
            kept = aside if queries.is_taken(email, but=person_id) else email
            _leave({kept, aside}, found.values())
            _wait_at(person, kept)
    except IntegrityError:  # taken at this very moment
        _wait_at(person, new_address_aside())
    return person


def _leave(addresses: Collection[str], people: Iterable[Person]) -> None:
    """Those who are still there."""
    for person in people:
        if person.email in addresses and not queries.has_confirmed_address(person.pk):
            _wait_at(person, new_address_aside())


def _wait_at(person: Person, email: str) -> None:
    EmailAddress.objects.filter(user=person).delete()
    person.email = email
    person.save(update_fields=["email"])
    EmailAddress.objects.create(user=person, email=email, primary=True)


@job(lane=Lane.UPKEEP)
def purge_unconfirmed_accounts() -> None:
    """Their link is no longer good."""
    link_is_good_for = timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS)
    queries.unconfirmed_accounts().filter(joined_at__lt=now() - link_is_good_for).delete()
