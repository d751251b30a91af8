"""« Je participe »: under the lock of the event, so that the last place is given once."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.agenda import queries, rules
from civic.agenda.enums import ParticipationState
from civic.agenda.events import AgendaEventNear, ParticipationGiven, ParticipationWithdrawn, PlaceFreed
from civic.agenda.models import CalendarEvent, Participation
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.journal.events import Event


class NoLongerOpen(Refusal):
    message = "Cet événement ne prend pas, ou plus, d’inscriptions."


class AlreadyBegun(Refusal):
    message = "Cet événement a déjà commencé."


class EventNoLongerTakesPlace(Refusal):
    message = "Cet événement est annulé : il n’y a plus rien à réserver."


@transaction.atomic
def take_part(*, viewer: Viewer, event_id: UUID) -> Participation:
    """On the waiting list where no place is left. Twice does it once."""
    event = queries.event_for_update(viewer, event_id)
    require(viewer.is_member)
    if not rules.may_take_part(viewer, event):
        raise NoLongerOpen
    if event.cancelled_at:
        raise EventNoLongerTakesPlace
    if event.starts_at <= now():
        raise AlreadyBegun
    own = Participation.objects.filter(event=event, person_id=viewer.own_id).first()
    if own:
        return own
    require_open_account(viewer)
    # Whoever waits comes before those who ask now.
    is_free = event.places is None or (event.going < event.places and not event.waiting)
    own = Participation.objects.create(
        event=event,
        person_id=viewer.own_id,
        state=ParticipationState.GOING if is_free else ParticipationState.WAITING,
        joined_at=now(),
    )
    _count(event)
    _record(ParticipationGiven(event_id=event.pk), event)
    return own


@transaction.atomic
def give_up(*, viewer: Viewer, event_id: UUID) -> CalendarEvent:
    """The first who waits takes the place."""
    event = queries.event_for_update(viewer, event_id)
    if _remove(event, viewer.own_id):
        _record(ParticipationWithdrawn(event_id=event.pk), event)
    return event


@transaction.atomic
def free_places_of(*, person_id: UUID, commune_id: int | None = None) -> None:
    """Of someone who no longer belongs to the commune; to any, without one."""
    for event_id in queries.upcoming_participations(person_id, commune_id):
        event = CalendarEvent.objects.select_for_update().filter(pk=event_id).first()
        if event:
            _remove(event, person_id)


def fill_places(*, event: CalendarEvent) -> None:
    """Those who wait longest take the places that are free. The caller holds the event’s lock."""
    if event.waiting and event.takes_participants and not event.cancelled_at and event.starts_at > now():
        rows = Participation.objects.filter(event=event, state=ParticipationState.WAITING)
        rows = rows.order_by("joined_at", "id")
        free = event.free_places
        chosen = list(rows if free is None else rows[:free])
        for promoted in chosen:
            promoted.state = ParticipationState.GOING
            promoted.save(update_fields=["state"])
            _record(PlaceFreed(event_id=event.pk, participation_id=promoted.pk), event)
        if chosen:
            _count(event)


@transaction.atomic
def remind(*, event_id: UUID, zone: str) -> None:
    """Once for each event and date: those who take part are notified on the evening before."""
    event = CalendarEvent.objects.select_for_update().filter(pk=event_id).first()
    if event is None or event.reminded_at or event.cancelled_at:
        return
    moment = now()
    if not rules.reminder_due_at(event, zone) <= moment < event.starts_at:
        return
    event.reminded_at = moment
    event.save(update_fields=["reminded_at"])
    # Moved to this very day, or nothing ran last night: « c’est demain » would be wrong.
    is_eve = moment.astimezone(ZoneInfo(zone)).date() < rules.days_of(event, zone)[0]
    if event.going and is_eve:
        _record(AgendaEventNear(event_id=event.pk), event)


@job(lane=Lane.ROUNDS)
def remind_participants() -> None:
    """Every quarter of an hour: it is 18:00 somewhere. What is not due yet is left for its own evening."""
    for event_id, zone in queries.events_to_remind(now()):
        remind(event_id=event_id, zone=zone)


@job(lane=Lane.UPKEEP)
def purge_old_participations() -> None:
    """Who was where is nobody’s business some months later; how many there were stays."""
    while ids := queries.participations_to_purge(now() - rules.PARTICIPATIONS_RETENTION):
        Participation.objects.filter(pk__in=ids).delete()


def _record(fact: Event, event: CalendarEvent) -> None:
    """By nobody: the journal would remember who was where for longer than the participations themselves, and who gave
    a place back is not for others to know."""
    record(fact, commune_id=event.commune_id, target=event)


def _remove(event: CalendarEvent, person_id: UUID) -> bool:
    removed, _ = Participation.objects.filter(event=event, person_id=person_id).delete()
    if removed:
        _count(event)
        fill_places(event=event)
    return bool(removed)


def _count(event: CalendarEvent) -> None:
    rows = Participation.objects.filter(event=event)
    event.going = rows.filter(state=ParticipationState.GOING).count()
    event.waiting = rows.filter(state=ParticipationState.WAITING).count()
    event.save(update_fields=["going", "waiting"])
