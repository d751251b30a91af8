"""Mails, deliveries and devices. A batch of deliveries is queued by one statement, taken on a lease, and each is
finished on its own. Whoever knows a device’s address may take it over or away: only the browser itself does."""

import smtplib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage as MimeMessage
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage, mailers
from django.db import connection, transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from civic.accounts.actions.failures import NAME, erase_failures, notify_failure
from civic.accounts.events import mail_answered
from civic.accounts.queries import mailboxes_of
from civic.core.clock import now
from civic.core.encryption import blind_index
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.core.text import has_mailbox
from civic.core.viewer import Viewer
from civic.delivery import queries, rules
from civic.delivery.enums import Channel, DeliveryStatus, MailStatus, Reason
from civic.delivery.events import DeviceAdded, DeviceRemoved, mail_refused
from civic.delivery.models import Delivery, OutgoingMail, PushDevice, RefusedMailbox
from civic.delivery.providers import web_push
from civic.delivery.providers.smtp import MailRefused
from civic.journal.actions import record
from civic.worker import leases

# --- Mails, each sent by a job of its own -------------------------------------------------------------------


MAILS_RETENTION = timedelta(days=30)  # long enough to answer « je n’ai rien reçu »


@transaction.atomic
def queue_mail(*, message: EmailMessage) -> list[OutgoingMail]:
    """One row and one job for each recipient who has a mailbox, in the caller's transaction."""
    rows = []
    for recipient in filter(has_mailbox, message.recipients()):
        rows.append(
            OutgoingMail.objects.create(
                sender=message.from_email,
                person_id=getattr(message, "person_id", None),
                about_id=getattr(message, "about_id", None),
                recipient=recipient,
                recipient_digest=queries.digest_of(recipient),
                message=message.message().as_string(),
            )
        )
        send_mail.enqueue(mail_id=rows[-1].pk)
    return rows


def delete_mails_to(*, addresses: Iterable[str]) -> None:
    """Their account is being erased: nothing leaves for these addresses any more, nor is what left remembered."""
    OutgoingMail.objects.filter(recipient_digest__in=[*map(queries.digest_of, addresses)]).delete()


class _Ready(EmailMessage):
    """A message that was rendered before: handed over as it is."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(from_email=row.sender, to=[row.recipient])
        self._content = message_from_string(row.message, policy=policy.SMTP)

    def message(self, **kwargs: Any) -> MimeMessage:
        return self._content


@job(lane=Lane.MAIL)
def send_mail(*, mail_id: UUID) -> None:
    """Hand one mail over. Raises when the server is away, so that the job is tried again; what the server refuses for
    good is recorded and not tried again. No transaction is open meanwhile: a slow server blocks nobody."""
    row = OutgoingMail.objects.filter(pk=mail_id, status=MailStatus.QUEUED).first()
    if row is None:
        return
    try:
        with mailers["transport"] as transport:
            transport.send_messages([_Ready(row)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        refusal = MailRefused.of(error)
        if not refusal.final:
            raise
        _record_refused_mail(row, refusal)
    else:
        # Not `save`: a row that was deleted meanwhile stays deleted.
        rows = OutgoingMail.objects.filter(pk=mail_id)
        rows.update(message="", status=MailStatus.SENT, sent_at=now())
        if row.person_id:
            record_open_mailbox(person_id=row.person_id, recipient=row.recipient)


@transaction.atomic
def _record_refused_mail(row: OutgoingMail, refusal: MailRefused) -> None:
    rows = OutgoingMail.objects.filter(pk=row.pk)
    reason = f"{'recipient' if refusal.of_mailbox else 'mail'} refused ({refusal.code})"
    if not rows.update(message="", status=MailStatus.FAILED, reason=reason):
        return
    if row.about_id:
        mail_refused.send(OutgoingMail, about_id=row.about_id, of_mailbox=refusal.of_mailbox)
    if row.person_id:
        record_refusal(person_id=row.person_id, recipient=row.recipient, refusal=refusal)


@transaction.atomic
def record_refusal(*, person_id: UUID, recipient: str, refusal: MailRefused) -> None:
    """A mail to this person was refused for good. Where it is the mailbox that is refused, its owner hears of it once,
    and what they can choose is no longer sent there."""
    mail_answered.send(OutgoingMail, person_id=person_id, refused=True)
    digest = queries.digest_of(recipient)
    if (
        not refusal.of_mailbox
        or RefusedMailbox.objects.filter(person=person_id, recipient_digest=digest).exists()
    ):
        return
    RefusedMailbox.objects.update_or_create(person_id=person_id, defaults={"recipient_digest": digest})
    notify_failure(
        person_id=person_id,
        thing_id=person_id,
        sentence="Vos e-mails nous reviennent\u00a0: votre messagerie les refuse. Vérifiez votre adresse.",
        url=reverse("account_detail"),
    )


@transaction.atomic
def record_open_mailbox(*, person_id: UUID, recipient: str) -> None:
    """A mail arrived in this mailbox: what another one that the person still has refuses stands."""
    others = {queries.digest_of(one) for one in mailboxes_of(person_id)} - {queries.digest_of(recipient)}
    refused = RefusedMailbox.objects.filter(person=person_id).exclude(recipient_digest__in=others)
    if refused.delete()[0]:
        mail_answered.send(OutgoingMail, person_id=person_id, refused=False)


@job(lane=Lane.MAIL)
def enqueue_unsent_mails() -> None:
    """Once a day: mails whose job was abandoned in a long outage get a new one. Not before: a second job beside one
    that is still being tried could send the mail twice."""
    for mail_id in queries.unsent_since(now() - timedelta(hours=24)):
        send_mail.enqueue(mail_id=mail_id)


@job(lane=Lane.UPKEEP)
def purge_old_mails() -> None:
    """Those that left or failed; what still waits stays."""
    OutgoingMail.objects.filter(queued_at__lt=now() - MAILS_RETENTION).exclude(
        status=MailStatus.QUEUED
    ).delete()


# --- Events on their way to people --------------------------------------------------------------------------


DELIVERIES_RETENTION = timedelta(days=60)  # long enough to answer « je n’ai rien reçu »
LEASE = timedelta(minutes=2)

_QUEUE = """
INSERT INTO delivery_delivery (event_id, person_id, channel, status, reason, attempts, due_at, finished_at)
SELECT {event}, person_id, {channel}, status, reason, 0, {now}, CASE WHEN status = 'skipped' THEN {now} END
FROM ({select}) chosen WHERE true
ON CONFLICT DO NOTHING"""
_FINISH = """
UPDATE delivery_delivery SET status = %s, reason = %s, leased_until = NULL, finished_at = %s WHERE id = %s"""


def queue_deliveries(*, event_id: UUID, channel: Channel, select: str, parameters: Sequence[Any]) -> int:
    """One row for each row of `select` (person_id, status, reason); those already there stay as they are. Returns how
    many are new. One statement in the database, whatever the number of people."""
    moment = connection.ops.adapt_datetimefield_value(now())
    event = Delivery._meta.get_field("event_id").get_db_prep_value(event_id, connection)
    cast = "CAST(%s AS {})"
    as_uuid, as_time = (
        (cast.format("uuid"), cast.format("timestamptz"))
        if connection.vendor == "postgresql"
        else ("%s", "%s")
    )
    statement = _QUEUE.format(event=as_uuid, channel="%s", now=as_time, select=select)
    with connection.cursor() as cursor:
        cursor.execute(statement, [event, channel.value, moment, moment, *parameters])
        return cursor.rowcount


def claim(*, event_id: UUID, channel: Channel, limit: int = 100) -> list[Delivery]:
    """Take the next ones that are due on a lease, with those that a dead worker left in the middle."""
    due = Delivery.objects.filter(
        finished_at=None,  # what the index is about
        event_id=event_id,
        channel=channel,
        due_at__lte=now(),
    )
    return leases.claim(due.order_by("due_at", "pk"), limit=limit, lease=LEASE)


def finish(*, delivery_id: int, status: DeliveryStatus, reason: str = "") -> None:
    """Written at once, each on its own: whoever takes over after a crash knows which ones left. In SQL, because between
    two mails of a large town it costs more than either."""
    moment = connection.ops.adapt_datetimefield_value(now())
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [status.value, str(reason), moment, delivery_id])


def give_back(*, deliveries: Iterable[Delivery], reason: Reason) -> None:
    """Not now: tried again later, with growing pauses, and given up after some fifteen hours. One that another worker
    finished in the meantime stays finished."""
    for delivery in deliveries:
        leases.fail(Delivery.objects.filter(pk=delivery.pk), attempts=delivery.attempts, reason=reason)


def release(*, deliveries: Iterable[Delivery], until: datetime | None = None, reason: str = "") -> None:
    """Not tried after all: free again at once, or from `until` on."""
    rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
    leases.release(rows, due_at=until or now(), reason=reason)


def delete_unsent(*, event_id: UUID, people: Sequence[UUID]) -> None:
    """Something newer takes the place of this event for them: what waits for it, or for a summary, does not leave."""
    waiting = Q(status=DeliveryStatus.QUEUED)
    kept = Q(status=DeliveryStatus.SKIPPED, reason__in=[Reason.DAILY_DIGEST, Reason.WEEKLY_DIGEST])
    Delivery.objects.filter(waiting | kept, event_id=event_id, person_id__in=people).delete()


def reopen_withdrawn(*, event_id: UUID) -> None:
    """What was withdrawn came back: those who were not notified for that reason wait to be notified again."""
    leases.restart(
        Delivery.objects.filter(event_id=event_id, status=DeliveryStatus.SKIPPED, reason=Reason.WITHDRAWN),
        reason="",
    )


def replay(*, event_id: UUID, channel: Channel) -> int:
    """Try again all that failed of an event, where it was refused too. Returns how many."""
    failed = Delivery.objects.filter(event_id=event_id, channel=channel, status=DeliveryStatus.FAILED)
    people = failed.values("person_id")
    if channel == Channel.EMAIL:
        RefusedMailbox.objects.filter(person__in=people).delete()
    else:
        PushDevice.objects.filter(person__in=people).update(refused_at=None)
    return leases.restart(failed, reason="")


@job(lane=Lane.UPKEEP)
def purge_old_deliveries() -> None:
    """In steps, by the key that grows with time: a large table is never locked for long."""
    before = now() - DELIVERIES_RETENTION
    while True:
        oldest = Delivery.objects.order_by("pk").values_list("pk", "due_at")[:10_000]
        old = [pk for pk, due_at in oldest if due_at < before]
        if not old:
            return
        Delivery.objects.filter(pk__lte=old[-1], due_at__lt=before).delete()


# --- The browsers that a person allowed to be notified ------------------------------------------------------


class TooManyDevices(Refusal):
    message = (
        f"Vous avez déjà {rules.MOST_DEVICES} appareils. Retirez de la liste ceux que vous n’utilisez plus, puis "
        "recommencez."
    )


@transaction.atomic
def add_device(*, viewer: Viewer, subscription: web_push.Subscription, name: str) -> PushDevice:
    """The same browser again is the same device; with another person signed in, it is theirs from now on."""
    digest = blind_index(subscription.endpoint)
    others = PushDevice.objects.filter(person_id=viewer.own_id).exclude(endpoint_digest=digest)
    # The same browser came back under another address, as they do once theirs is refused.
    others.filter(name=name[:60]).exclude(refused_at=None).delete()
    if others.count() >= rules.MOST_DEVICES:
        raise TooManyDevices
    device, _ = PushDevice.objects.update_or_create(
        endpoint_digest=digest,
        defaults={
            "person_id": viewer.own_id,
            "name": name[:60],
            "endpoint": subscription.endpoint,
            "public_key": web_push.to_text(subscription.public_key),
            "auth_secret": web_push.to_text(subscription.auth_secret),
            "refused_at": None,
        },
    )
    record(DeviceAdded(device_id=device.pk), viewer=viewer)
    return device


@transaction.atomic
def remove_device(*, viewer: Viewer, device_id: UUID) -> None:
    """Raises Http404 for what is not the viewer's own."""
    device = PushDevice.objects.select_for_update().filter(pk=device_id, person_id=viewer.own_id).first()
    if device is None:
        raise Http404
    device.delete()
    erase_failures(content_id=device_id)
    record(DeviceRemoved(device_id=device_id), viewer=viewer)


@transaction.atomic
def renew_device(*, endpoint: str, subscription: web_push.Subscription) -> None:
    """The push service gave the browser another address; the device stays whose it was. An unknown one is no device of
    ours any more: nothing happens."""
    device = PushDevice.objects.select_for_update().filter(endpoint_digest=blind_index(endpoint)).first()
    if device is None:
        return
    digest = blind_index(subscription.endpoint)
    PushDevice.objects.filter(endpoint_digest=digest).exclude(pk=device.pk).delete()
    device.endpoint, device.endpoint_digest = subscription.endpoint, digest
    device.public_key = web_push.to_text(subscription.public_key)
    device.auth_secret = web_push.to_text(subscription.auth_secret)
    device.refused_at = None
    device.save()


def remove_signed_out_device(*, person_id: UUID, endpoint: str) -> None:
    """The person signed out in this browser: whoever uses it next is not notified of what concerns them."""
    PushDevice.objects.filter(person_id=person_id, endpoint_digest=blind_index(endpoint)).delete()


def record_reached_device(*, device_id: UUID) -> None:
    PushDevice.objects.filter(pk=device_id).update(last_sent_at=now(), refused_at=None)


@transaction.atomic
def record_refused_device(*, device_id: UUID) -> None:
    """Its service takes nothing for it any more: it is switched off, and its owner hears of it once."""
    device = PushDevice.objects.select_for_update().filter(pk=device_id, refused_at=None).first()
    if device is None:
        return
    device.refused_at = now()
    device.save(update_fields=["refused_at"])
    notify_failure(
        person_id=device.person_id,
        thing_id=device_id,
        sentence=f"Votre appareil «\u00a0{NAME}\u00a0» ne reçoit plus nos notifications. "
        "Ouvrez cette page dessus pour l’ajouter.",
        url=reverse("notification_choices") + "#appareils",
        name=device.name,
    )
