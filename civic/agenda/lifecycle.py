from civic.agenda.events import AgendaEventEdited
from civic.agenda.models import CalendarEvent
from civic.contents.registry import Lifecycle, register
from civic.core.text import Noun

register(
    Lifecycle(
        model=CalendarEvent,
        noun=Noun("événement"),
        already_sent="Ce formulaire a déjà servi : l’événement qu’il a donné est dans l’agenda. "
        "Pour le changer, ouvrez-le et choisissez « Modifier ».",
        edited=lambda event: AgendaEventEdited(event_id=event.pk),
    )
)
