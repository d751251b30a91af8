"""In place of a mail server, where there is none: each mail is a file."""

import os
from collections.abc import Sequence
from email.message import EmailMessage as MimeMessage
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from civic.core.ids import new_id


class MailboxBackend(BaseEmailBackend):
    """Writes each mail as a file in `folder`: /demo/boite-aux-lettres/ opens them."""

    def __init__(self, *, folder: str | Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            content: MimeMessage = message.message()
            self.write(content.as_bytes())
        return len(email_messages)

    def write(self, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{new_id()}"
        partial.write_bytes(content)
        os.replace(partial, self.folder / f"{new_id()}.eml")
