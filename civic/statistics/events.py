from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked(Event):
    sentence = "a demandé une page de chiffres pour le conseil"
    topic = "Statistiques"
    report_id: UUID
