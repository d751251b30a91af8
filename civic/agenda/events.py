from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfAgenda:
    """`series_id`: all that is to come of this series is meant, and `event_id` is its next date."""

    event_id: UUID
    series_id: UUID | None = None

    @property
    def about(self) -> UUID:
        return self.series_id or self.event_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventAdded(_OfAgenda, Event):
    sentence = "a ajouté un événement à l’agenda"
    topic = "Agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventEdited(_OfAgenda, Event):
    """Its words, its readers or its places; not when or where it is."""

    sentence = "a modifié un événement de l’agenda"
    topic = "Agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventMoved(_OfAgenda, Event):
    sentence = "a changé la date ou le lieu d’un événement"
    topic = "Agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventCancelled(_OfAgenda, Event):
    sentence = "a annulé un événement de l’agenda"
    topic = "Agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventRestored(_OfAgenda, Event):
    sentence = "a rétabli un événement de l’agenda"
    topic = "Agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationGiven(Event):
    event_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationWithdrawn(Event):
    event_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFreed(Event):
    """The first of the waiting list takes part now."""

    event_id: UUID
    participation_id: UUID  # not the person: the journal outlives the participation


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEventNear(Event):
    """It is the evening before: those who take part are reminded."""

    event_id: UUID
