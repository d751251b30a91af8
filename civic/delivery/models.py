"""Mails on their way: written with the work they belong to, sent by the worker, forgotten after a while."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.encryption import EncryptedTextField
from civic.core.ids import new_id
from civic.delivery.enums import MailStatus


class OutgoingMail(models.Model):
    """One message to one person, ready to hand over. Encrypted: a reset link opens an account."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sender = models.CharField(max_length=320)
    recipient = EncryptedTextField()
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
