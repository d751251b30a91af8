"""Notifications may go to another mailbox than the one that opens the account: asked for, confirmed there, given up."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from civic.accounts import queries
from civic.accounts.actions.email import CHANGES_A_DAY, LinkNoLongerGood, TooManyAddresses
from civic.accounts.events import NotificationEmailChanged
from civic.accounts.models import NotificationEmailAsked, Person
from civic.accounts.rules import CONFIRM_EMAIL_WITHIN, email_link_digest
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.throttles import actions as throttles
from civic.ui.mails import send_mail


class AlreadyThere(Refusal):
    message = "Vos notifications partent déjà à cette adresse."


@transaction.atomic
def ask_notification_email(*, viewer: Viewer, email: str) -> None:
    """A link goes there; what was asked before is asked no more."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    email = mailbox(email)
    if email == person.mailbox_for_news:
        raise AlreadyThere
    if email == person.email:
        _send_news_to(person, "")
        return
    if throttles.is_over_today(subject=str(person.pk), activity="notification emails", most=CHANGES_A_DAY):
        raise TooManyAddresses
    token = secrets.token_urlsafe(32)
    asked = {"email": email, "digest": email_link_digest(token), "asked_at": now()}
    NotificationEmailAsked.objects.update_or_create(person=person, defaults=asked)
    url = settings.SITE_URL + reverse("notification_email_confirm", args=[token])
    send_mail("accounts/email/notification_email_confirm", {"url": url, "person": person}, to=email)


@transaction.atomic
def confirm_notification_email(*, token: str) -> Person:
    """From the mail to that mailbox; the one that signs in is told."""
    found = queries.notification_email_to_confirm(token)
    if found is None:
        raise LinkNoLongerGood
    person = require(queries.active_person_for_update(found.person_id))
    asked = NotificationEmailAsked.objects.filter(person=person, digest=found.digest).first()
    if asked is None:
        raise LinkNoLongerGood
    _send_news_to(person, "" if asked.email == person.email else asked.email)
    send_mail(
        "accounts/email/notification_email_changed",
        {"email": asked.email, "url": settings.SITE_URL + reverse("notification_email")},
        to=person.email,
        person_id=person.pk,
    )
    return person


@transaction.atomic
def stop_notification_email(*, viewer: Viewer) -> None:
    """Notifications go where the person signs in, and nothing is asked any more."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    _send_news_to(person, "")


@transaction.atomic
def withdraw_notification_email(*, viewer: Viewer) -> None:
    """The link that is on its way serves no more; where notifications go stays as it is."""
    Person.objects.select_for_update().get(pk=viewer.own_id)
    NotificationEmailAsked.objects.filter(person_id=viewer.own_id).delete()


@job(lane=Lane.UPKEEP)
def purge_unconfirmed_mailboxes() -> None:
    """Their link is no longer good."""
    NotificationEmailAsked.objects.filter(asked_at__lt=now() - CONFIRM_EMAIL_WITHIN).delete()


def _send_news_to(person: Person, email: str) -> None:
    NotificationEmailAsked.objects.filter(person=person).delete()
    if person.notification_email != email:
        person.notification_email = email
        person.save(update_fields=["notification_email"])
        record(NotificationEmailChanged(person_id=person.pk), target=person)
