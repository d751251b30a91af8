"""Django mail backends: the queue that all code writes to, and the demo's mailbox in place of an SMTP server."""

import os
from collections.abc import Sequence
from email.message import EmailMessage as MimeMessage
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from civic.core.ids import new_id
from civic.delivery import actions


class QueuedMailBackend(BaseEmailBackend):
    """Stores each message in the caller's transaction; a job sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            actions.queue_mail(message=message)
        return len(email_messages)


class MailboxBackend(BaseEmailBackend):
    """Writes each mail as a file in `folder`: /demo/boite-aux-lettres/ opens them."""

    def __init__(self, *, folder: str | Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content: MimeMessage = message.message()
            partial = self.folder / f".{new_id()}"
            partial.write_bytes(content.as_bytes())
            os.replace(partial, self.folder / f"{new_id()}.eml")
        return len(email_messages)
