"""How people are told of an alert: a kind for each level, so that each is chosen for itself, and danger for nobody."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse

from civic.alerts import queries
from civic.alerts.enums import CATEGORY, Level
from civic.alerts.events import AlertActivated, AlertDeactivated, AlertEdited, AlertExpired
from civic.core.audience import Audience
from civic.core.text import on_one_line
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients

EMERGENCY = (
    "Ce message ne remplace ni le 18 et le 112, ni les sirènes, ni FR-Alert. En cas de danger, appelez le 18 ou le "
    "112."
)


class _AlertNews(NotificationKind, abstract=True):
    """To all who belong to the commune or follow it: an alert is public."""

    level: ClassVar[Level]
    events: tuple[type[Event], ...] = (AlertActivated,)
    withdrawn_by: tuple[type[Event], ...] = (AlertDeactivated, AlertExpired)
    renewed_by: tuple[type[Event], ...] = (AlertEdited,)
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    optional = True
    essential = True
    rank = 1
    grouped = "{count} messages d’alerte"
    action = "Lire le message"

    def recipients(self, event: AlertActivated | AlertEdited, entry: Entry) -> Recipients | None:
        alert = queries.alert_to_notify(event.alert_id)
        is_of_other_kind = isinstance(event, AlertActivated) and event.level != self.level
        if is_of_other_kind or alert is None:
            return None
        return Recipients(
            subject=on_one_line(alert.text),
            url=reverse("alert_detail", args=[alert.commune.slug]),
            target_type="alerts.alert",
            target_id=alert.pk,
            commune_id=alert.commune_id,
            audience=Audience.PUBLIC,
        )

    def target_of(self, event: Any) -> UUID:
        alert_id: UUID = event.alert_id
        return alert_id

    def body(self, source_id: UUID) -> str:
        alert = queries.alert_to_notify(source_id)
        if alert is None:
            return ""
        return "\n\n".join(part for part in (alert.text, alert.url, EMERGENCY) if part)


class InformationAlert(_AlertNews):
    key = "alert_information"
    level = Level.INFORMATION
    label = "Message de la mairie\u00a0: information"
    email = Frequency.DAILY
    line = "{author} vous informe\u00a0: {subject}"
    email_subject = "Information de la mairie {of_name}"
    push_text = "Un message d’information de la mairie"


class ImportantAlert(_AlertNews):
    key = "alert_important"
    level = Level.IMPORTANT
    label = "Message de la mairie\u00a0: important"
    email = Frequency.NOW
    line = "Important, {author}\u00a0: {subject}"
    email_subject = "Important\u00a0: message de la mairie {of_name}"
    push_text = "Un message important de la mairie"


class DangerAlert(_AlertNews):
    """At once, by every way there is, whatever the hour and what people chose."""

    key = "alert_danger"
    level = Level.DANGER
    label = "Message de la mairie\u00a0: danger"
    email = Frequency.NOW
    optional = False
    is_urgent = True
    line = "Danger, {author}\u00a0: {subject}"
    email_subject = "Danger\u00a0: message de la mairie {of_name}"
    push_text = "Danger\u00a0: lisez le message de la mairie maintenant"
