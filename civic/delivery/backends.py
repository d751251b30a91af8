"""The mail backend of Django that all code writes to."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from civic.delivery import actions


class QueuedMailBackend(BaseEmailBackend):
    """Stores each message in the caller's transaction; a job sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            actions.queue_mail(message=message)
        return len(email_messages)
