"""Mails on their way: written with the work they belong to, sent by the worker, purged after a while."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.encryption import EncryptedTextField
from civic.core.ids import new_id
from civic.delivery.enums import Channel, DeliveryStatus, MailStatus, Reason
from civic.worker.leases import Leased


class OutgoingMail(models.Model):
    """One message to one person, ready to hand over. Encrypted: a reset link opens an account."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sender = models.CharField(max_length=320)
    # Whose account it is about, when that is known: they, or who invited them, hear that it was refused.
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    # What else it is about: who sent it hears that it was refused (events.mail_refused).
    about_id = models.UUIDField(null=True)
    recipient = EncryptedTextField()
    recipient_digest = models.CharField(
        max_length=64, db_index=True
    )  # core.encryption.blind_index of the address
    message = EncryptedTextField(blank=True)  # RFC 5322 text; emptied once sent
    status = models.CharField(max_length=6, choices=MailStatus, default=MailStatus.QUEUED)
    reason = models.CharField(max_length=200, blank=True)  # why it was not sent
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["queued_at"], name="mail_unsent", condition=Q(status=MailStatus.QUEUED))
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"


class Delivery(Leased):
    """One event on its way to one person by one channel: unique, so that nobody is notified twice.

    Event and person are plain keys: a commune's worth of rows is written by one statement, and a person who leaves
    takes no row along that explains what was sent.
    """

    event_id = models.UUIDField()
    person_id = models.UUIDField()
    channel = models.CharField(max_length=5, choices=Channel)
    status = models.CharField(max_length=7, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)

    WAITING, HELD, GIVEN_UP = DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.FAILED
    INTERRUPTED: ClassVar = {"reason": Reason.INTERRUPTED.value}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "channel", "person_id"], name="one_delivery_per_person_and_channel"
            )
        ]
        # Without `finished_at` a delivery waits: what the indexes are about, in words that both engines understand.
        indexes: ClassVar = [
            models.Index(
                # All of an event fall due together: without the key, each batch would sort them all.
                fields=["event_id", "channel", "due_at", "id"],
                name="delivery_waiting",
                condition=Q(finished_at=None),
            ),
            models.Index(fields=["due_at"], name="delivery_late", condition=Q(finished_at=None)),
            models.Index(
                fields=["reason", "person_id"],
                name="delivery_kept_for_digest",
                condition=Q(
                    status=DeliveryStatus.SKIPPED, reason__in=[Reason.DAILY_DIGEST, Reason.WEEKLY_DIGEST]
                ),
            ),
            models.Index(fields=["-id"], name="delivery_failed", condition=Q(status=DeliveryStatus.FAILED)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.channel} {self.status}"


class RefusedMailbox(models.Model):
    """A person whose mailbox takes no mail of ours any more: what they can choose is no longer sent there, until one
    that leaves all the same arrives, or until they have another address."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="+")
    recipient_digest = models.CharField(max_length=64)  # as in OutgoingMail
    refused_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class PushDevice(models.Model):
    """A browser that a person allowed to be notified, through its maker's push service (RFC 8030)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    name = models.CharField("nom", max_length=60)  # « Téléphone Android, Chrome »
    endpoint = EncryptedTextField()  # whoever knows it can send there
    endpoint_digest = models.CharField(max_length=64, unique=True)  # core.encryption.blind_index
    public_key = models.CharField(max_length=120)  # p256dh, base64url
    auth_secret = EncryptedTextField()
    added_at = models.DateTimeField(auto_now_add=True)
    last_sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(
        null=True
    )  # its service takes nothing for it any more: it is switched off

    def __str__(self) -> str:
        return self.name
