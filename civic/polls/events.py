"""What happens to a poll. A vote is not here: nothing is written of it but what `models` says."""

from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlanned(Event):
    sentence = "a programmé un sondage"
    topic = "Sondages"
    poll_id: UUID
    opens_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOpened(Event):
    """By the town hall, or by the clock when its hour has come."""

    sentence = "a ouvert un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollEdited(Event):
    sentence = "a modifié un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDeadlineChanged(Event):
    sentence = "a changé la limite de vote d’un sondage"
    topic = "Sondages"
    poll_id: UUID
    closes_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSuspended(Event):
    sentence = "a désactivé un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResumed(Event):
    sentence = "a réactivé un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollClosed(Event):
    """Its ballots are counted, or erased because they were too few."""

    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAbandoned(Event):
    sentence = "a clos sans résultat un sondage qui ne pouvait pas être dépouillé"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswered(Event):
    sentence = "a dit la suite donnée à un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswerEdited(Event):
    sentence = "a modifié la suite donnée à un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRemoved(Event):
    sentence = "a supprimé un sondage"
    topic = "Sondages"
    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRestored(Event):
    sentence = "a rétabli un sondage"
    topic = "Sondages"
    poll_id: UUID
