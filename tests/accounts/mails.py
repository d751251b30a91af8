"""What was queued to leave, read back."""

import re
from email import message_from_string, policy
from email.message import EmailMessage

from civic.delivery.models import OutgoingMail


def mails_to(address: str) -> list[EmailMessage]:
    """Oldest first."""
    rows = [row for row in OutgoingMail.objects.order_by("queued_at", "pk") if row.recipient == address]
    return [message_from_string(row.message, policy=policy.default) for row in rows]


def subjects_to(address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mails_to(address)]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return body.get_content()


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body
    return body.get_content()


def path_in(mail: EmailMessage, beginning: str) -> str:
    """The address in the mail that begins so, without the site."""
    found = re.search(rf"http://testserver({re.escape(beginning)}\S*)", text_of(mail))
    assert found, text_of(mail)
    return found[1]
