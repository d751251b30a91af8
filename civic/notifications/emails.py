"""The mails of notifications: each written once for an event, then filled in for its recipients."""

from collections.abc import Sequence
from email.utils import formataddr, parseaddr
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from civic.accounts.models import Person
from civic.delivery.providers.email_template import EmailTemplate, placeholder
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import NotificationLine
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token, unsubscribe_token
from civic.ui.mails import send_mail

_PLACEHOLDERS = {name: placeholder(name) for name in ("first_name", "open_url", "stop_url", "choices_url")}


class EmailRenderer:
    """Of one sending: the template of each event is rendered once, then filled in for its recipients."""

    def __init__(self) -> None:
        self._templates: dict[tuple[UUID, str, int], EmailTemplate] = {}
        # Addresses are looked up once: the same for thousands of mails.
        self._choices_url = settings.SITE_URL + reverse("notification_choices")
        self._stop_url = settings.SITE_URL + reverse("notification_stop", args=["-"]).removesuffix("-/")

    def template(self, notification: Notification, kind: NotificationKind) -> EmailTemplate:
        key = (notification.event_id, kind.key, notification.count)
        if key not in self._templates:
            self._templates[key] = _email_template(notification, kind)
        return self._templates[key]

    def message(
        self, template: EmailTemplate, notification: Notification, kind: NotificationKind, person: Person
    ) -> bytes:
        headers = {"Message-ID": message_id(notification.event_id, person.pk)}
        values = {
            "first_name": person.first_name,
            "open_url": opening_url(notification),
            "choices_url": self._choices_url,
            "stop_url": "",
        }
        if kind.optional and notification.commune_id:
            token = unsubscribe_token(person.pk, notification.commune_id, kind)
            values["stop_url"] = f"{self._stop_url}{token}/"
            headers["List-Unsubscribe"] = f"<{values['stop_url']}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return template.fill(recipient=kind.mailbox_of(person), headers=headers, values=values)


def send_digest(person: Person, frequency: Frequency, lines: Sequence[NotificationLine]) -> None:
    """The summary: from the commune when there is one, else from the platform."""
    communes = {line.newest.commune_id: line.newest.commune for line in lines}
    name, address = sender_of(lines[0].newest)
    if len(communes) > 1:
        name = settings.SITE_NAME
    stop_url = settings.SITE_URL + reverse(
        "digest_stop", args=[digest_unsubscribe_token(person.pk, frequency)]
    )
    entries = [
        (opening_url(line.newest), line_of(line.newest, line.kind, line.count), line) for line in lines
    ]
    send_mail(
        "notifications/email/digest",
        {
            "person": person,
            "daily": frequency is Frequency.DAILY,
            "by_commune": [
                (commune, [one for one in entries if one[2].newest.commune_id == key])
                for key, commune in communes.items()
            ],
            "count": len(lines),
            "sender_name": name,
            "choices_url": settings.SITE_URL + reverse("notification_choices"),
        },
        to=person.mailbox_for_news,
        sender=formataddr((name, address)),
        unsubscribe_url=stop_url,
        person_id=person.pk,
    )


def sender_of(notification: Notification) -> tuple[str, str]:
    """(name, address): the commune's name over the platform's address."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return (f"Mairie {notification.commune.of_name}" if notification.commune else name), address


def sender_address() -> str:
    """Where what cannot be delivered comes back to."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def message_id(event_id: UUID, person_id: UUID) -> str:
    """The same each time that this mail is made: a mail server that gets it twice shows it once."""
    digest = sha256(f"{event_id} {person_id}".encode()).hexdigest()[:16]
    return f"<{event_id.hex}.{digest}@{_host()}>"


def opening_url(notification: Notification) -> str:
    """The object's page, which marks the notification as read."""
    scheme, host, path, query, fragment = urlsplit(settings.SITE_URL + notification.url)
    read = f"lu={notification.pk}"
    return urlunsplit((scheme, host, path, f"{query}&{read}" if query else read, fragment))


def _email_template(notification: Notification, kind: NotificationKind) -> EmailTemplate:
    commune = notification.commune
    with timezone.override(commune.timezone if commune else settings.TIME_ZONE):
        context = {
            "notification": notification,
            "kind": kind,
            "commune": commune,
            "line": line_of(notification, kind, notification.count),
            "body": kind.body(notification.source_id),
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "slots": _PLACEHOLDERS,
        }
        thread = f"<{notification.target_type}.{notification.target_id}@{_host()}>"
        return EmailTemplate(
            sender=sender_of(notification),
            subject=format_words(kind.email_subject, notification),
            text=render_to_string("notifications/email/news.txt", context),
            html=render_to_string("notifications/email/news.html", context),
            # All mails about one object stand together in the recipient's list.
            headers={"References": thread, "In-Reply-To": thread},
        )


def format_words(words: str, notification: Notification, count: int = 1) -> str:
    """A kind's words, about this notification."""
    actor = notification.actor
    of_name = notification.commune.of_name if notification.commune else ""
    nameless = f"La mairie {of_name}" if notification.for_town_hall else "Une personne"
    return words.format(
        subject=notification.subject,
        of_name=of_name,
        author=actor.full_name if actor else nameless,
        count=count,
    )


def line_of(notification: Notification, kind: NotificationKind, count: int = 1) -> str:
    """« Camille Exemple a publié « Fête du village » », « 3 nouveaux commentaires sur « Fête du village » »"""
    return format_words(kind.grouped if count > 1 else kind.line, notification, count)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
