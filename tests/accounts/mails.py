"""What was sent or is queued to leave, read back."""

import re
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from civic.delivery.enums import MailStatus
from civic.delivery.models import OutgoingMail


def mails_to(address: str) -> list[EmailMessage]:
    """Oldest first: those that the worker sent, then those that wait for it."""
    folder = Path(settings.MAILERS["transport"]["OPTIONS"]["folder"])
    sent = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
    ]
    queued = [
        message_from_string(row.message, policy=policy.default)
        for row in OutgoingMail.objects.filter(status=MailStatus.QUEUED).order_by("queued_at", "pk")
    ]
    return [mail for mail in sent + queued if mail["To"] == address]


def subjects_to(address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mails_to(address)]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")  # as it stands on any machine


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body
    return body.get_content()


def path_in(mail: EmailMessage, beginning: str) -> str:
    """The address in the mail that begins so, without the site."""
    found = re.search(rf"http://testserver({re.escape(beginning)}\S*)", text_of(mail))
    assert found, text_of(mail)
    return found[1]
