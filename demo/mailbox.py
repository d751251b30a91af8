"""The mails that would have left: one file each in MAILBOX_DIR, where the mail backend of the demo writes them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class StoredMail:
    name: str
    recipient: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def mails(limit: int = 60) -> list[StoredMail]:
    """Newest first."""
    folder = Path(settings.MAILBOX_DIR)
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True) if folder.exists() else []
    return [found for name in names[:limit] if (found := mail(name))]


def mail(name: str) -> StoredMail | None:
    path = Path(settings.MAILBOX_DIR) / f"{UUID(name)}.eml"
    if not path.exists():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return StoredMail(
        name=name,
        recipient=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
