from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationGiven(Event):
    sentence = "a donné une procuration"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationOffered(Event):
    sentence = "a proposé une procuration"
    topic = "Procurations"
    delegation_id: UUID
    newcomer: bool  # had no account: a link to choose a password went to their address


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationAccepted(Event):
    sentence = "a accepté une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationDeclined(Event):
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationChanged(Event):
    sentence = "a modifié une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationWithdrawn(Event):
    sentence = "a retiré une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(Event):
    """Together with the office of the mayor who gave it."""

    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRestored(Event):
    sentence = "a rendu une procuration"
    topic = "Procurations"
    delegation_id: UUID
