from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentRestricted(Event):
    sentence = "a bloqué la prise de parole d’un administré"
    topic = "Administrés"
    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionLifted(Event):
    """Before its end, by the town hall or, `on_appeal`, by the platform."""

    sentence = "a levé un blocage"
    topic = "Administrés"
    restriction_id: UUID
    on_appeal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionRestored(Event):
    sentence = "a remis un blocage levé par erreur"
    topic = "Administrés"
    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionEnded(Event):
    """Its time came."""

    restriction_id: UUID
