"""The town hall’s side: add, edit, move, delete."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from civic.agenda import pages, queries, rules
from civic.agenda.actions import events as actions
from civic.agenda.enums import EDIT_AGENDA, FEATURE, Scope
from civic.agenda.forms import EventForm
from civic.agenda.models import CalendarEvent
from civic.agenda.views import addresses
from civic.contents import saving
from civic.contents.forms import PRIVATE, begun_privately, begun_with
from civic.contents.registry import lifecycle_of, private_words
from civic.core.access import Access, Request, page
from civic.core.clock import now, today_of
from civic.core.form_keys import new_form_key
from civic.core.ids import as_id
from civic.core.refusals import Refusal
from civic.ui.forms import status_of

editing = page(access=Access.TOWN_HALL, right=EDIT_AGENDA, feature=FEATURE, writes=True)


@editing
def event_new(request: Request) -> HttpResponse:
    viewer, begun = request.viewer, begun_with(request.POST, "title", "description", "category")
    if request.method == "POST" and begun is None:
        return _save(request, None)
    day = addresses.day_in(request, "jour") or today_of(viewer)
    initial = {"first_day": day, "key": new_form_key(), **(begun or {})}
    if asked := request.GET.get(PRIVATE):
        found = private_words(viewer, as_id(asked))
        form = EventForm(viewer=viewer, initial=initial | begun_privately(lifecycle_of(CalendarEvent), found))
        return _form(request, form, back_url=found.back_url)
    return _form(request, EventForm(viewer=viewer, initial=initial))


@editing
def event_edit(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    if request.method != "POST":
        return _form(request, EventForm.for_event(viewer, event), event)
    return _save(request, event)


@editing
def event_move(request: Request, event_id: UUID) -> HttpResponse:
    """To the day on which it was let go; `jour` in the address takes that back."""
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    to = addresses.day_of(request.POST.get("jour", "") or request.GET.get("jour", ""))
    if request.method == "POST" and to:
        former, _ = rules.days_of(event, viewer.commune.time_zone)
        moved = actions.move_event(viewer=viewer, event_id=event_id, to=to)
        if to != former:
            back = reverse("event_move", args=[viewer.commune.slug, event_id])
            when = pages.when(moved, viewer.commune.time_zone, timezone.localtime(now()))
            sentence = f"« {moved.title} » est déplacé : {when}."
            messages.success(request, sentence, extra_tags=f"{back}?jour={former.isoformat()}")
        return redirect(addresses.month_url(viewer, to))
    return addresses.to_event(request, event_id)


@editing
def event_delete(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    if request.method != "POST":
        return addresses.to_event(request, event_id)
    asked = request.POST.get("scope")
    scope = Scope(asked) if asked in Scope.values else Scope.ONE
    event = actions.cancel_event(viewer=viewer, event_id=event_id, scope=scope)
    undo = reverse("event_restore", args=[viewer.commune.slug, event_id])
    # « Supprimé », as on the button: « Annuler » stands beside it.
    sentence = {
        Scope.ONE: "L’événement est supprimé.",
        Scope.FOLLOWING: "Cette date et les suivantes sont supprimées.",
        Scope.SERIES: "Toutes les dates à venir sont supprimées.",
    }[scope]
    messages.success(request, sentence, extra_tags=undo)
    return redirect(addresses.month_url(viewer, rules.days_of(event, viewer.commune.time_zone)[0]))


@editing
def event_restore(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.restore_event(viewer=request.viewer, event_id=event_id)
        messages.success(request, "L’événement est de retour dans l’agenda.")
    return addresses.to_event(request, event_id)


def _save(request: Request, event: CalendarEvent | None) -> HttpResponse:
    form = EventForm(request.POST, viewer=request.viewer, event=event)
    if not form.is_valid():
        return _form(request, form, event)
    cleaned = form.cleaned_data
    repeat, until, scope = cleaned.get("repeat", ""), cleaned.get("until"), cleaned.get("scope") or Scope.ONE
    try:
        saved = saving.save(
            form,
            actions.EventContent(**form.fields_of_content()),
            viewer=request.viewer,
            edit=partial(actions.edit_event, event_id=event.pk, scope=scope) if event else None,
            publish=partial(actions.add_event, repeat=repeat, until=until),
        )
    except Refusal as refusal:
        form.add_refusal(refusal)
        return _form(request, form, event)
    sentence = "L’événement est enregistré." if event else _sentence_of_new(request, saved)
    messages.success(request, sentence, extra_tags=_draft_name(request, event))
    if event:
        return addresses.to_event(request, event.pk)
    first, _ = rules.days_of(saved, request.viewer.commune.time_zone)
    return redirect(addresses.month_url(request.viewer, first))


def _sentence_of_new(request: Request, event: CalendarEvent) -> str:
    dates = queries.dates_of(event)
    sentence = "L’événement est dans l’agenda." if dates == 1 else f"{dates} dates sont dans l’agenda."
    address = reverse("event_detail", args=[request.viewer.commune.slug, event.pk])
    return format_html('{} <a href="{}">Voir</a>', sentence, address)


def _draft_name(request: Request, event: CalendarEvent | None) -> str:
    """What is being written for one date, or from one message, is not put back under another one."""
    day, message = addresses.day_in(request, "jour"), request.GET.get(PRIVATE)
    asked = [] if event else [day, as_id(message) if message else None]
    return saving.draft_name(request.viewer, "event", event, *map(str, filter(None, asked)))


def _form(
    request: Request, form: EventForm, event: CalendarEvent | None = None, back_url: str = ""
) -> HttpResponse:
    slug = request.viewer.commune.slug
    context = {
        "form": form,
        "event": event,
        "draft_name": _draft_name(request, event),
        "is_private": PRIVATE in request.GET,
        "back_url": reverse("event_detail", args=[slug, event.pk])
        if event
        else back_url or reverse("event_month", args=[slug]),
    }
    return render(request, "agenda/event_form.html", context, status=status_of(form))
