from dataclasses import dataclass
from uuid import UUID

from civic.alerts.enums import Level
from civic.journal.events import Event

TOPIC = "Alertes"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPrepared(Event):
    sentence = "a préparé un message d’alerte"
    topic = TOPIC
    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertActivated(Event):
    """People see it from now on."""

    sentence = "a affiché un message d’alerte"
    topic = TOPIC
    alert_id: UUID
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillStarted(Event):
    """The town hall alone sees it."""

    sentence = "a commencé un exercice d’alerte"
    topic = TOPIC
    alert_id: UUID
    level: str = Level.DANGER.value  # of those that began before it was written down


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLevelChanged(Event):
    """While people see it: what was announced of it no longer holds, it is announced as what it is now."""

    sentence = "a changé la gravité du message d’alerte"
    topic = TOPIC
    alert_id: UUID
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEdited(Event):
    sentence = "a modifié le message d’alerte"
    topic = TOPIC
    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnnouncedAgain(Event):
    """Its words have changed, and people are told of them as of a new one: the town hall wanted it so."""

    sentence = "a modifié le message d’alerte et prévenu de nouveau"
    topic = TOPIC
    alert_id: UUID
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDeactivated(Event):
    sentence = "a désactivé le message d’alerte"
    topic = TOPIC
    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRestored(Event):
    """« Annuler » of the deactivation: shown again as it was, nobody is told anew."""

    sentence = "a affiché de nouveau le message d’alerte"
    topic = TOPIC
    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(Event):
    """At an alert, by somebody whom the answer alone names; again where they ask for something else, or once more."""

    alert_answer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertExpired(Event):
    """By the clock, or with its commune: nobody's act."""

    alert_id: UUID
