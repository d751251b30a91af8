from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

from django.conf import settings

from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail


def unsent_since(moment: datetime) -> list[UUID]:
    waiting = OutgoingMail.objects.filter(status=MailStatus.QUEUED, queued_at__lt=moment)
    return list(waiting.values_list("pk", flat=True)[:1000])


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail of the demo's mailbox."""

    name: str
    recipient: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def mailbox(limit: int = 60) -> list[StoredMail]:
    """Newest first."""
    folder = _folder()
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True) if folder.exists() else []
    return [mail for name in names[:limit] if (mail := stored_mail(name))]


def stored_mail(name: str) -> StoredMail | None:
    path = _folder() / f"{UUID(name)}.eml"
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


def _folder() -> Path:
    return Path(settings.MAILBOX_DIR or "")
