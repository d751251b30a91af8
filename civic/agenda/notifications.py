"""What people are notified of the agenda. A change of a whole series is one piece of news."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from civic.agenda import pages, queries, rules
from civic.agenda.enums import CATEGORY
from civic.agenda.events import (
    AgendaEventAdded,
    AgendaEventCancelled,
    AgendaEventEdited,
    AgendaEventMoved,
    AgendaEventNear,
    AgendaEventRestored,
    PlaceFreed,
)
from civic.agenda.models import CalendarEvent
from civic.core.clock import now
from civic.delivery.enums import Channel
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients


class _AgendaNews(NotificationKind, abstract=True):
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    optional = True
    essential = False
    action = "Voir l’événement"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        found = _standing(event.event_id)
        return _about(found, event.about, audience=found.audience) if found else None

    def target_of(self, event: Any) -> UUID:
        about: UUID = event.about
        return about

    def body(self, source_id: UUID) -> str:
        return _body(source_id)


class NewEvent(_AgendaNews):
    key = "agenda_added"
    events: tuple[type[Event], ...] = (AgendaEventAdded,)
    withdrawn_by: tuple[type[Event], ...] = (AgendaEventCancelled,)
    renewed_by: tuple[type[Event], ...] = (AgendaEventRestored, AgendaEventEdited, AgendaEventMoved)
    restored_by = (AgendaEventRestored,)
    announced_late = True
    label = "Nouvel événement dans l’agenda"
    email = Frequency.DAILY
    rank = 2
    line = "{author} a ajouté à l’agenda «\u00a0{subject}\u00a0»"
    grouped = "{count} nouvelles de «\u00a0{subject}\u00a0»"
    email_subject = "Dans l’agenda\u00a0: {subject}"
    push_text = "Un nouvel événement dans l’agenda de la mairie"


class EventMoved(_AgendaNews):
    essential = True
    key = "agenda_moved"
    events: tuple[type[Event], ...] = (AgendaEventMoved,)
    withdrawn_by: tuple[type[Event], ...] = (AgendaEventCancelled,)
    renewed_by: tuple[type[Event], ...] = (AgendaEventEdited,)
    label = "Changement de date ou de lieu d’un événement"
    email = Frequency.NOW
    rank = 2
    line = "{author} a changé la date ou le lieu de «\u00a0{subject}\u00a0»"
    grouped = "{count} changements de date ou de lieu pour «\u00a0{subject}\u00a0»"
    email_subject = "Changement\u00a0: {subject}"
    push_text = "Un événement de l’agenda change de date ou de lieu"


class EventCancelled(_AgendaNews):
    essential = True
    key = "agenda_cancelled"
    events: tuple[type[Event], ...] = (AgendaEventCancelled,)
    withdrawn_by: tuple[type[Event], ...] = (AgendaEventRestored,)
    renewed_by: tuple[type[Event], ...] = ()
    label = "Annulation d’un événement"
    email = Frequency.NOW
    rank = 2
    line = "{author} a annulé «\u00a0{subject}\u00a0»"
    grouped = "{count} annulations de «\u00a0{subject}\u00a0»"
    email_subject = "Annulé\u00a0: {subject}"
    push_text = "Un événement de l’agenda est annulé"

    def recipients(self, event: Any, entry: Entry) -> Recipients | None:
        found = queries.event_to_notify(event.event_id)
        # One that was over, or that is back already, is no news.
        if found is None or not found.cancelled_at or found.ends_at < now():
            return None
        return _about(found, event.about, audience=found.audience)


class _ForParticipants(NotificationKind, abstract=True):
    """Sent to the people concerned, in nobody's name: who else takes part is not said."""

    withdrawn_by: tuple[type[Event], ...] = (AgendaEventCancelled,)
    renewed_by: tuple[type[Event], ...] = ()
    category = CATEGORY
    side = Side.RESIDENT
    channels = frozenset({Channel.EMAIL, Channel.PUSH})
    email = Frequency.NOW
    optional = True
    essential = True
    by_town_hall = True
    action = "Voir l’événement"

    def target_of(self, event: Any) -> UUID:
        found: UUID = event.event_id
        return found

    def body(self, source_id: UUID) -> str:
        return _body(source_id)


class ReminderOfEvent(_ForParticipants):
    key = "agenda_reminder"
    events: tuple[type[Event], ...] = (AgendaEventNear,)
    # It leaves at the hour of the daily summary: the next one would come when all is over.
    frequencies = (Frequency.NOW, Frequency.NEVER)
    label = "Rappel, la veille, des événements où vous participez"
    rank = 1
    line = "{subject}\u00a0: c’est demain, et vous participez"
    grouped = "{subject}\u00a0: c’est demain, et vous participez"
    email_subject = "C’est demain\u00a0: {subject}"
    push_text = "Un événement où vous participez a lieu demain"

    def recipients(self, event: AgendaEventNear, entry: Entry) -> Recipients | None:
        found = _standing(event.event_id)
        if found is None or found.starts_at < now():
            return None
        due = rules.reminder_due_at(found, found.commune.timezone)
        return _about(found, found.pk, people=queries.people_to_remind(found, due))


class PlaceForYou(_ForParticipants):
    key = "agenda_place"
    events: tuple[type[Event], ...] = (PlaceFreed,)
    label = "Une place se libère pour vous"
    rank = 1
    line = "{subject}\u00a0: une place s’est libérée, vous participez"
    grouped = "{subject}\u00a0: une place s’est libérée, vous participez"
    email_subject = "Une place pour vous\u00a0: {subject}"
    push_text = "Une place s’est libérée pour vous"

    def recipients(self, event: PlaceFreed, entry: Entry) -> Recipients | None:
        found = _standing(event.event_id)
        person_id = queries.person_with_place(event.participation_id)
        return _about(found, found.pk, people=[person_id]) if found and person_id else None


def _standing(event_id: UUID) -> CalendarEvent | None:
    """None for one that was cancelled before anyone was notified, or that is over."""
    event = queries.event_to_notify(event_id)
    return event if event and not event.cancelled_at and event.ends_at >= now() else None


def _about(event: CalendarEvent, about: UUID, **whom: Any) -> Recipients:
    return Recipients(
        subject=event.title,
        url=reverse("event_detail", args=[event.commune.slug, event.pk]),
        target_type="agenda.calendarevent",
        target_id=about,
        commune_id=event.commune_id,
        **whom,
    )


def _body(about: UUID) -> str:
    event = queries.event_or_next_of(about)
    if event is None:
        return ""
    zone = event.commune.timezone
    lines = [pages.when(event, zone, now().astimezone(ZoneInfo(zone)))]
    if event.series:
        lines[0] += f"\u202f; {pages.rhythm(event)}"
    lines += [event.place, event.description[:900]]
    return "\n\n".join(line for line in lines if line)
