from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFlagged(Event):
    sentence = "a signalé un contenu aux modérateurs"
    topic = "Commentaires"
    flag_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionContested(Event):
    sentence = "a contesté un blocage"
    appeal_id: UUID
    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided(Event):
    sentence = "a répondu, pour la plateforme, au recours contre un blocage"
    appeal_id: UUID
    lifted: bool
