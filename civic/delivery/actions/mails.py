import smtplib
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage as MimeMessage
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage, mailers
from django.db import transaction

from civic.core.clock import now
from civic.core.jobs import job
from civic.delivery import queries
from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail

KEPT = timedelta(days=30)  # long enough to answer « je n’ai rien reçu »


@transaction.atomic
def queue_mail(*, message: EmailMessage) -> list[OutgoingMail]:
    """One row and one job for each recipient, in the caller's transaction."""
    rows = []
    for recipient in message.recipients():
        rows.append(
            OutgoingMail.objects.create(
                sender=message.from_email, recipient=recipient, message=message.message().as_string()
            )
        )
        send_mail.enqueue(mail_id=rows[-1].pk)
    return rows


class _Ready(EmailMessage):
    """A message that was rendered before: handed over as it is."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(from_email=row.sender, to=[row.recipient])
        self._content = message_from_string(row.message, policy=policy.SMTP)

    def message(self, **kwargs: Any) -> MimeMessage:
        return self._content


@job(priority=10)
def send_mail(*, mail_id: UUID) -> None:
    """Hand one mail over. Raises when the server is away, so that the job is tried again; a recipient that the server
    refuses for good is recorded and not tried again. No transaction is open meanwhile: a slow server blocks nobody."""
    row = OutgoingMail.objects.filter(pk=mail_id, status=MailStatus.QUEUED).first()
    if row is None:
        return
    try:
        with mailers["transport"] as transport:
            transport.send_messages([_Ready(row)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, _ = next(iter(refusal.recipients.values()))
        if code < 500:  # "try later"
            raise
        row.status, row.reason = MailStatus.FAILED, f"recipient refused ({code})"
    else:
        row.status, row.sent_at = MailStatus.SENT, now()
    row.message = ""
    row.save()


@job()
def enqueue_unsent_mails() -> None:
    """Once a day: mails whose job was abandoned in a long outage get a new one. Not before: a second job beside one
    that is still being tried could send the mail twice."""
    for mail_id in queries.unsent_since(now() - timedelta(hours=24)):
        send_mail.enqueue(mail_id=mail_id)


@job()
def purge_old_mails() -> None:
    """Those that left or failed; what still waits stays."""
    OutgoingMail.objects.filter(queued_at__lt=now() - KEPT).exclude(status=MailStatus.QUEUED).delete()
