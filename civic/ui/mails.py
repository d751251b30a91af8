"""The one way a mail is made: its three templates, our name and address, and how to have no more of it."""

from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


class Mail(EmailMultiAlternatives):
    """`person_id`: whose account it is about, "refused for good" is then said on site. `about_id`: what else it is
    about, whose app hears of the same (delivery.events.mail_refused)."""

    person_id: UUID | None = None
    about_id: UUID | None = None


def send_mail(
    template: str,
    context: dict[str, Any],
    *,
    to: str,
    sender: str | None = None,
    answers_to: str = "",
    unsubscribe_url: str = "",
    person_id: UUID | None = None,
    about_id: UUID | None = None,
) -> None:
    """`<template>_subject.txt`, `_message.txt` and `_message.html`, queued in the caller's transaction.

    They also know `site_name`, `site_url` and `unsubscribe_url`. The latter is a whole address that stops such mails
    when it is sent to with POST, without a session; mail programs then show a button of their own for it (RFC 8058).
    """
    context = _known(context, unsubscribe_url)
    headers = {"Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname)}
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = Mail(
        _subject(template, context),
        render_to_string(f"{template}_message.txt", context),
        from_email=sender,
        to=[to],
        reply_to=[answers_to] if answers_to else None,
        headers=headers,
    )
    message.person_id, message.about_id = person_id, about_id
    message.attach_alternative(render_to_string(f"{template}_message.html", context), "text/html")
    message.send()


def mail_preview(template: str, context: dict[str, Any], *, unsubscribe_url: str = "") -> tuple[str, str]:
    """Subject and text of a mail, for whoever is about to have it sent."""
    context = _known(context, unsubscribe_url)
    return _subject(template, context), render_to_string(f"{template}_message.txt", context)


def _known(context: dict[str, Any], unsubscribe_url: str) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "unsubscribe_url": unsubscribe_url,
        **context,
    }


def _subject(template: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"{template}_subject.txt", context).split())
