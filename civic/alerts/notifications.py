"""How people are told of an alert: a kind for each level, so that each is chosen for itself, and danger for nobody."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse

from civic.alerts import rules
from civic.alerts.enums import CATEGORY, DRILL_SUBJECT, EMERGENCY, MAIL_SUBJECTS, SEND_ALERTS, Level
from civic.alerts.events import (
    AlertActivated,
    AlertAnnouncedAgain,
    AlertDeactivated,
    AlertEdited,
    AlertExpired,
    AlertLevelChanged,
    AlertRestored,
    DrillStarted,
    HelpAsked,
)
from civic.alerts.models import Alert
from civic.alerts.queries.alerts import alert_to_notify
from civic.alerts.queries.answers import call_to_notify
from civic.core.text import on_one_line
from civic.delegations.queries.people import people_with_right
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients

_HELP = "Danger\u00a0: une personne a besoin d’aide"
_HELP_DRILL = "EXERCICE\u00a0: une personne a besoin d’aide"


class _AlertNews(NotificationKind, abstract=True):
    """To all who belong to the commune or follow it: an alert is public. What another level said is withdrawn."""

    level: ClassVar[Level]
    is_drill: ClassVar[bool] = False
    events: tuple[type[Event], ...] = (AlertActivated, AlertLevelChanged, AlertAnnouncedAgain)
    withdrawn_by: tuple[type[Event], ...] = (AlertDeactivated, AlertExpired, AlertLevelChanged)
    renewed_by: tuple[type[Event], ...] = (AlertEdited, AlertRestored)
    announced_again_by = (AlertAnnouncedAgain,)
    restored_by = (AlertRestored,)
    announced_late = True
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    optional = True
    essential = True
    rank = 1
    grouped = "{count} messages d’alerte"
    action = "Lire le message"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        alert = self._alert(event.alert_id)
        is_of_other_kind = getattr(event, "level", self.level) != self.level
        if is_of_other_kind or alert is None:
            return None
        return Recipients(
            subject=on_one_line(alert.text),
            url=reverse("alert_detail", args=[alert.commune.slug]),
            target_type="alerts.alert",
            target_id=alert.pk,
            commune_id=alert.commune_id,
            audience=rules.audience_of(self.is_drill),
        )

    def _alert(self, alert_id: UUID) -> Alert | None:
        """None also once it is something else than this kind says."""
        alert = alert_to_notify(alert_id)
        is_this = alert is not None and (alert.level, alert.is_drill) == (self.level, self.is_drill)
        return alert if is_this else None

    def target_of(self, event: Any) -> UUID | None:
        if isinstance(event, AlertLevelChanged) and event.level == self.level:
            return None
        alert_id: UUID = event.alert_id
        return alert_id

    def body(self, source_id: UUID) -> str:
        alert = self._alert(source_id)
        if alert is None:
            return ""
        mark = "Ceci est un EXERCICE." if self.is_drill else ""
        return "\n\n".join(part for part in (mark, alert.text, alert.url, EMERGENCY) if part)

    def push_body(self, subject: str) -> str:
        """Anybody may read it: the words themselves, as far as a phone shows them."""
        return rules.push_parts(self.level, self.is_drill, subject)[0]


class InformationAlert(_AlertNews):
    key = "alert_information"
    level = Level.INFORMATION
    label = "Message de la mairie\u00a0: information"
    email = Frequency.DAILY
    line = "{author} vous informe\u00a0: {subject}"
    email_subject = MAIL_SUBJECTS[level]


class ImportantAlert(_AlertNews):
    key = "alert_important"
    level = Level.IMPORTANT
    label = "Message de la mairie\u00a0: important"
    email = Frequency.NOW
    line = "Important, {author}\u00a0: {subject}"
    email_subject = MAIL_SUBJECTS[level]


class DangerAlert(_AlertNews):
    """At once, by every way there is, whatever the hour and what people chose."""

    key = "alert_danger"
    level = Level.DANGER
    label = "Message de la mairie\u00a0: danger"
    email = Frequency.NOW
    optional = False
    is_urgent = True
    line = "Danger, {author}\u00a0: {subject}"
    email_subject = MAIL_SUBJECTS[level]


class _Drill(_AlertNews, abstract=True):
    """An exercise, for the town hall alone: it comes as an alert of its level would."""

    is_drill = True
    events = (DrillStarted, AlertLevelChanged, AlertAnnouncedAgain)
    side = Side.TOWN_HALL
    line = "EXERCICE, {author}\u00a0: {subject}"
    email_subject = DRILL_SUBJECT


class InformationDrill(_Drill):
    key = "alert_drill_information"
    level = Level.INFORMATION
    label = "Exercice d’alerte\u00a0: information"
    email = InformationAlert.email


class ImportantDrill(_Drill):
    key = "alert_drill_important"
    level = Level.IMPORTANT
    label = "Exercice d’alerte\u00a0: important"
    email = ImportantAlert.email


class DangerDrill(_Drill):
    key = "alert_drill"
    level = Level.DANGER
    label = "Exercice d’alerte\u00a0: danger"
    email = DangerAlert.email
    optional = False
    is_urgent = True


class _HelpNews(NotificationKind, abstract=True):
    """To whoever may send an alert: somebody has asked for help. Who, where and what for is read on the page alone,
    which forgets it in time."""

    is_drill: ClassVar[bool]
    events: tuple[type[Event], ...] = (HelpAsked,)
    withdrawn_by: tuple[type[Event], ...] = ()
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.TOWN_HALL
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = False
    essential = True
    is_urgent = True
    by_town_hall = True
    rank = 1
    line = "{subject}"
    email_subject = "{subject}"
    action = "Voir qui et où"

    def recipients(self, event: HelpAsked, entry: Entry) -> Recipients | None:
        call = call_to_notify(event.alert_answer_id)
        if call is None or call.alert.is_drill != self.is_drill:
            return None
        informed = people_with_right(commune_id=call.alert.commune_id, right=SEND_ALERTS)
        return Recipients(
            subject=_HELP_DRILL if self.is_drill else _HELP,
            url=f"{reverse('alert_answers', args=[call.alert.commune.slug])}#aide",
            target_type="alerts.alert",
            target_id=call.alert_id,
            source_id=call.pk,
            commune_id=call.alert.commune_id,
            people=[person_id for person_id in informed if person_id != call.person_id],
        )

    def body(self, source_id: UUID) -> str:
        if call_to_notify(source_id) is None:
            return ""
        words = "Une personne a répondu «\u00a0J’ai besoin d’aide\u00a0» à votre alerte de danger."
        mark = "Ceci est un EXERCICE." if self.is_drill else ""
        return "\n\n".join(part for part in (mark, words, EMERGENCY) if part)

    def push_body(self, subject: str) -> str:
        return subject


class HelpCall(_HelpNews):
    key = "alert_help"
    is_drill = False
    label = "Besoin d’aide pendant une alerte"
    grouped = "Danger\u00a0: {count} demandes d’aide"


class HelpDrill(_HelpNews):
    key = "alert_help_drill"
    is_drill = True
    label = "Exercice d’alerte\u00a0: besoin d’aide"
    grouped = "EXERCICE\u00a0: {count} demandes d’aide"
