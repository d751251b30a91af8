from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStarted(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCodeMailed(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPaperAsked(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPaperSent(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDone(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOvertaken(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStopped(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningGivenUp(Event):
    opening_id: UUID
