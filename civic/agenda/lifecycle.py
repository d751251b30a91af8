from civic.agenda import queries, rules
from civic.agenda.events import AgendaEventEdited
from civic.agenda.models import CalendarEvent
from civic.contents.registry import Lifecycle, Reuse, register
from civic.core.text import Noun
from civic.town_halls.actions.pages import bump_page_version


def _fields(event: CalendarEvent) -> dict[str, str]:
    """Neither its day nor its place: those are the other commune's."""
    return {"title": event.title, "description": event.description, "category": event.category}


register(
    Lifecycle(
        model=CalendarEvent,
        noun=Noun("événement", "événements"),
        already_sent="Ce formulaire a déjà servi : l’événement qu’il a donné est dans l’agenda. "
        "Pour le changer, ouvrez-le et choisissez « Modifier ».",
        title=lambda event: event.title,
        prepared_by=rules.may_keep_agenda,
        new_page="event_new",
        message_field="description",
        reuse=Reuse(rows=queries.reusable, words=lambda event: event.description, fields=_fields),
        edited=lambda event: AgendaEventEdited(event_id=event.pk),
        after_saving=lambda event: bump_page_version(
            commune_id=event.commune_id
        ),  # what is near is shown there
    )
)
