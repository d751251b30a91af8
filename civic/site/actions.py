from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction


@transaction.atomic
def send_contact_message(*, name: str, email: str, subject: str, message: str) -> None:
    """One mail to the people who run the site; answering it answers the sender."""
    EmailMessage(
        subject=f"[Contact] {subject}",
        body=f"{message}\n\n{name}\n{email}",
        to=[settings.CONTACT_EMAIL],
        reply_to=[email],
    ).send()
