"""How notifications look in a list: the sentence and the sign of each line."""

from collections.abc import Hashable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from civic.core.clock import now
from civic.notifications import emails
from civic.notifications.kinds import kind_of
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import NotificationLine
from civic.ui import french
from civic.ui.fragments import drawn

LINE = "notifications/notification_line.html"


@dataclass(frozen=True, slots=True)
class LinePresenter:
    line: NotificationLine

    @property
    def newest(self) -> Notification:
        return self.line.newest

    @property
    def is_unread(self) -> bool:
        return self.line.is_unread

    @property
    def sentence(self) -> str:
        return emails.line_of(self.newest, self.line.kind, self.line.count)

    @property
    def icon(self) -> str:
        return self.line.kind.category.icon

    @property
    def author(self) -> str:
        if self.newest.actor:
            return self.newest.actor.full_name
        if self.shows_town_hall:
            return "Mairie"
        if self.newest.commune_id is None:
            return settings.SITE_NAME
        # A request: who asks had no session to act in, and is what the sentence is about.
        return self.newest.subject if self.line.kind.line.startswith("{subject}") else "Une personne"

    @property
    def portrait(self) -> str:
        return self.newest.actor.portrait if self.newest.actor else ""

    @property
    def shows_town_hall(self) -> bool:
        return self.newest.for_town_hall or self.line.kind.by_town_hall

    @property
    def html(self) -> SafeString:
        return drawn(LINE, self.context)

    @property
    def context(self) -> dict[str, Hashable]:
        happened_at = timezone.localtime(self.newest.happened_at)
        return {
            "id": self.newest.pk,
            "key": self.key,
            "position": self.newest.position,
            "author": self.author,
            "portrait": self.portrait,
            "town_hall": self.shows_town_hall,
            "icon": self.icon,
            "is_unread": self.is_unread,
            "sentence": self.sentence,
            "commune": self.newest.commune.name if self.newest.commune else "",
            "happened_at": happened_at,
            "ago": french.ago(happened_at, timezone.localtime(now())),  # as the line says it at this minute
        }

    @property
    def key(self) -> str:
        """The same for what would stand in one line: a newer event on the object takes the place of the older line."""
        return f"{self.line.kind.key}:{self.newest.target_id}:{'new' if self.is_unread else 'read'}"


def announcement(notification: Notification) -> dict[str, str] | None:
    """What an open page says at once, from where, and the address that also marks it as read."""
    kind = kind_of(notification.kind)
    if kind is None:
        return None
    return {
        "id": str(notification.pk),
        "text": _announced(notification, emails.line_of(notification, kind)),
        "url": emails.opening_url(notification).removeprefix(settings.SITE_URL),
    }


def _announced(notification: Notification, sentence: str) -> str:
    """« Mairie d’Èze : Camille Exemple a publié… », « Èze : … »; nothing before « La mairie d’Èze a accepté… »."""
    commune = notification.commune
    if commune and sentence.startswith(f"La mairie {commune.of_name}"):
        return sentence
    is_signed = sentence.startswith("La mairie") or not notification.for_town_hall
    sender = commune.name if commune and is_signed else emails.sender_of(notification)[0]
    return f"{sender}\u00a0: {sentence}"


def presented(lines: list[NotificationLine]) -> list[LinePresenter]:
    return [LinePresenter(line) for line in lines]
