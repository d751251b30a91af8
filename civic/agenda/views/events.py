"""The page of an event, and « Je participe »."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from civic.accounts.models import Person
from civic.agenda import ics, pages, queries, rules
from civic.agenda.actions import taking_part as actions
from civic.agenda.enums import FEATURE, ParticipationState
from civic.agenda.models import Participation
from civic.agenda.views import addresses
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.memberships.queries import namesakes

reading = page(access=Access.PUBLIC, feature=FEATURE)
taking_part = page(access=Access.MEMBER, feature=FEATURE, writes=True)


@reading
def event_detail(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    may_keep = rules.may_keep_agenda(viewer)
    own = queries.own_state(viewer, event)
    with_names = may_keep and event.takes_participants
    rows = queries.participants(viewer, event) if with_names else []
    labels = namesakes.namesake_labels(viewer, [row.person for row in rows])
    zone = viewer.commune.time_zone
    is_over = event.ends_at < now()
    ahead = queries.waiting_before(viewer, event) if own == ParticipationState.WAITING else 0
    context = {
        "event": event,
        "when": pages.when(event, zone, timezone.localtime(now())),
        "starts": (event.first_day or timezone.localtime(event.starts_at)).isoformat(),
        "rhythm": pages.rhythm(event),
        "own": own,
        "ahead": ahead,
        "is_over": is_over,
        "is_full": event.free_places == 0 or event.waiting > 0,
        "place_partial": pages.place_partial(event, own, is_over=is_over, ahead=ahead),
        "hint_partial": pages.hint_partial(viewer, event, is_over=is_over),
        "is_reminded": rules.reminder_due_at(event, zone) > now(),
        "may_join": rules.may_take_part(viewer, event) and not event.is_cancelled and event.starts_at > now(),
        "may_keep": may_keep,
        "goers": _named(rows, labels, ParticipationState.GOING),
        "waiters": _named(rows, labels, ParticipationState.WAITING),
        "month_url": addresses.month_url(viewer, rules.days_of(event, zone)[0]),
    }
    return render(request, "agenda/event_detail.html", context)


@reading
def event_file(request: Request, event_id: UUID) -> HttpResponse:
    """« Ajouter à mon agenda »"""
    event = queries.event_in_view(request.viewer, event_id)
    answer = HttpResponse(ics.calendar([event]), ics.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="evenement.ics"'
    return answer


@taking_part
def event_join(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        own = actions.take_part(viewer=request.viewer, event_id=event_id)
        if own.state == ParticipationState.GOING:
            messages.success(request, "C’est noté : vous participez.")
        else:
            messages.info(request, "Tout est pris : vous êtes en liste d’attente. Nous vous préviendrons.")
    return addresses.to_event(request, event_id)


@taking_part
def event_leave(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.give_up(viewer=request.viewer, event_id=event_id)
        messages.success(request, "C’est noté : vous ne participez plus.")
    return addresses.to_event(request, event_id)


def _named(
    rows: list[Participation], labels: dict[UUID, str], state: ParticipationState
) -> list[tuple[Person, str]]:
    """Each with what distinguishes them from who is called the same."""
    return [(row.person, labels.get(row.person_id, "")) for row in rows if row.state == state]
