"""Until the link of the mail is opened: the address that was given can be corrected.

Whether an address has an account is said to its mailbox alone. So an account is made in either case, and corrected in
the same way; one whose address is taken waits aside, under an address of nobody's."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from civic.accounts import queries
from civic.accounts.models import Person
from civic.accounts.rules import CORRECT_SIGN_UP_WITHIN, new_address_aside
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.core.text import mailbox
from civic.throttles import actions as throttles

CORRECTIONS = 3  # a day, of one sign-up


class NothingToCorrect(Refusal):
    message = "Cette inscription n’attend plus\u00a0: connectez-vous, ou inscrivez-vous de nouveau."


class TooManyCorrections(Refusal):
    message = f"Vous avez déjà corrigé cette adresse {CORRECTIONS} fois. Recommencez demain."
    status = 429


@transaction.atomic
def correct_sign_up(*, person_id: UUID, email: str) -> Person:
    """Links to the former address are worth nothing from now on. The mail to the new one is the caller's."""
    person = queries.active_person_for_update(person_id)
    if person is None or queries.has_confirmed_address(person_id):
        raise NothingToCorrect
    if throttles.is_over_today(subject=str(person_id), activity="sign-up corrections", most=CORRECTIONS):
        raise TooManyCorrections
    email = mailbox(email)
    EmailAddress.objects.filter(user=person).delete()
    try:
        with transaction.atomic():
            _wait_at(person, new_address_aside() if queries.is_in_use(email, but=person_id) else email)
    except IntegrityError:  # taken at this very moment
        _wait_at(person, new_address_aside())
    return person


def _wait_at(person: Person, email: str) -> None:
    person.email = email
    person.save(update_fields=["email"])
    EmailAddress.objects.create(user=person, email=email, primary=True)


@job(lane=Lane.UPKEEP)
def purge_accounts_aside() -> None:
    """Nobody can correct them any more."""
    queries.accounts_aside().filter(joined_at__lt=now() - CORRECT_SIGN_UP_WITHIN).delete()
