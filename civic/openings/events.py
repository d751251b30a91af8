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
class OpeningAllowedAgain(Event):
    """By the platform's people, after they stopped it."""

    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningGivenUp(Event):
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOffered(Event):
    """To somebody who has an account, and accepts it or not."""

    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningContestable(Event):
    """The code by post was right: the sitting mayor has some days."""

    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TownHallInvited(Event):
    """One that is not here, by a mayor who would write to its own."""

    commune_id: int
