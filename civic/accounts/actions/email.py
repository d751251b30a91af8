"""The address that one signs in with: changed by oneself, and taken back from the former one for two weeks."""

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse

from civic.accounts import queries
from civic.accounts.actions.account import new_password_url
from civic.accounts.actions.footholds import end_footholds
from civic.accounts.actions.signing_up import end_invitations, step_aside
from civic.accounts.events import EmailChanged, EmailTakenBack
from civic.accounts.models import EmailChange, Person
from civic.accounts.rules import TAKE_EMAIL_BACK_WITHIN, email_link_digest
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.throttles import actions as throttles
from civic.ui.mails import send_mail

CHANGES_A_DAY = 5


class SameAddress(Refusal):
    message = "C’est déjà votre adresse."


class TooManyAddresses(Refusal):
    message = f"Vous pouvez demander {CHANGES_A_DAY} changements d’adresse par jour. Recommencez demain."
    status = 429


class LinkNoLongerGood(Refusal):
    message = "Ce lien ne sert plus."


class AddressTakenMeanwhile(Refusal):
    message = "Cette adresse sert à un autre compte\u00a0: choisissez-en une autre."


@transaction.atomic
def ask_email_change(*, viewer: Viewer, email: str) -> None:
    """A link goes to the new address; what was asked before is asked no more. The answer is the same where the address
    has an account: its mailbox alone hears of it."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    email = mailbox(email)
    if email == person.email:
        raise SameAddress
    if throttles.is_over_today(subject=str(person.pk), activity="email changes", most=CHANGES_A_DAY):
        raise TooManyAddresses
    token, moment, asked = secrets.token_urlsafe(32), now(), EmailChange.objects.filter(person=person)
    footholds = queries.footholds_before(person.pk, asked_at=moment)
    _give_up_asked(person)
    EmailChange.objects.create(
        person=person,
        former_email=person.email,
        new_email=email,
        confirm_digest=email_link_digest(token),
        number=(asked.aggregate(last=Max("number"))["last"] or 0) + 1,
        footholds=footholds,
        asked_at=moment,
    )
    if queries.is_taken(email, but=person.pk):
        send_mail("accounts/email/email_taken", {}, to=email)
    else:
        send_mail("accounts/email/email_confirm", {"url": _link("email_confirm", token)}, to=email)


@transaction.atomic
def withdraw_email_change(*, viewer: Viewer) -> None:
    """The link that is on its way serves no more. Doing it twice changes nothing."""
    _give_up_asked(Person.objects.select_for_update().get(pk=viewer.own_id))


@transaction.atomic
def confirm_email_change(*, token: str) -> Person:
    """From the mail to the new address; the former one is told, and can take it back."""
    person, change = _locked(queries.email_change_to_confirm(token))
    if queries.is_taken(change.new_email, but=person.pk):
        raise AddressTakenMeanwhile
    undo = secrets.token_urlsafe(32)
    change.former_email, change.confirmed_at = person.email, now()
    change.undo_digest = email_link_digest(undo)
    change.save(update_fields=["former_email", "confirmed_at", "undo_digest"])
    step_aside(email=change.new_email)
    _sign_in_with(person, change.new_email)
    context = {"url": _link("email_undo", undo), "days": TAKE_EMAIL_BACK_WITHIN.days}
    send_mail("accounts/email/email_changed", context, to=change.former_email)
    record(EmailChanged(person_id=person.pk), target=person)
    return person


@transaction.atomic
def take_email_back(*, token: str) -> Person:
    """From the mail to the former address. Whoever changed it knows the password: nobody stays signed in, and a new one
    is chosen by a link to the address that is back. What was changed after is undone too, and its links; the ways in
    and out that were added since end, as the mail says."""
    person, change = _locked(queries.email_change_to_take_back(token))
    end_invitations(email=change.former_email)
    if queries.is_taken(change.former_email, but=person.pk):
        raise AddressTakenMeanwhile
    later = Q(number__gte=change.number) if change.number else Q(pk=change.pk)
    # Unnumbered by a process of the release before, and so the last.
    EmailChange.objects.filter(later | Q(number=0), person=person).update(undone_at=now())
    of_before = change.footholds
    if of_before is None:  # by such a process too
        of_before = queries.footholds_before(person.pk, asked_at=change.asked_at)
    ended = end_footholds(person=person, of_before=of_before)
    if person.notification_email:
        person.notification_email = ""
        ended.append("E-mail de notification")
    person.set_unusable_password()
    person.session_version += 1
    _sign_in_with(person, change.former_email)
    context = {"url": new_password_url(person=person), "ended": ended}
    send_mail("accounts/email/email_taken_back", context, to=person.email)
    record(EmailTakenBack(person_id=person.pk), target=person)
    live.signed_out(person_id=person.pk)
    return person


@job(lane=Lane.UPKEEP)
def purge_old_changes() -> None:
    """Nobody can take them back any more."""
    EmailChange.objects.filter(asked_at__lt=now() - 2 * TAKE_EMAIL_BACK_WITHIN).delete()


def _give_up_asked(person: Person) -> None:
    """What there was when it was asked for stays written down, for as long as a change can be taken back."""
    waiting = EmailChange.objects.filter(person=person, confirmed_at=None, undone_at=None)
    waiting.update(undone_at=now())


def _locked(found: EmailChange | None) -> tuple[Person, EmailChange]:
    """As it is once nobody else changes it: a link that is opened twice serves once."""
    if found is None:
        raise LinkNoLongerGood
    person = require(queries.active_person_for_update(found.person_id))
    change = EmailChange.objects.filter(pk=found.pk, undone_at=None, confirmed_at=found.confirmed_at).first()
    if change is None:
        raise LinkNoLongerGood
    return person, change


def _sign_in_with(person: Person, email: str) -> None:
    """Another account may come to this address at the same moment."""
    EmailAddress.objects.filter(user=person).delete()
    person.email = email
    try:
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        person.save(update_fields=["email", "notification_email", "password", "session_version"])
    except IntegrityError as error:
        raise AddressTakenMeanwhile from error


def _link(page: str, token: str) -> str:
    return settings.SITE_URL + reverse(page, args=[token])
