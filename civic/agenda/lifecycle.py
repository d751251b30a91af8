from civic.agenda.events import AgendaEventEdited
from civic.agenda.models import CalendarEvent
from civic.contents.registry import Lifecycle, register
from civic.core.text import Noun
from civic.town_halls.actions.pages import bump_page_version

register(
    Lifecycle(
        model=CalendarEvent,
        noun=Noun("événement"),
        already_sent="Ce formulaire a déjà servi : l’événement qu’il a donné est dans l’agenda. "
        "Pour le changer, ouvrez-le et choisissez « Modifier ».",
        edited=lambda event: AgendaEventEdited(event_id=event.pk),
        after_saving=lambda event: bump_page_version(
            commune_id=event.commune_id
        ),  # what is near is shown there
    )
)
