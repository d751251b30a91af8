from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from civic.agenda import actions, ics, pages, queries, rules
from civic.agenda.enums import ParticipationState, Scope
from civic.agenda.forms import EventForm
from civic.agenda.models import CalendarEvent
from civic.communes.enums import Feature, Right
from civic.core.access import Access, Request, page
from civic.core.clock import months_later, now
from civic.core.ids import new_id
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.ui import french

reading = page(access=Access.PUBLIC, feature=Feature.AGENDA)
keeping = page(access=Access.TOWN_HALL, right=Right.AGENDA, feature=Feature.AGENDA, writes=True)
taking_part = page(access=Access.MEMBER, feature=Feature.AGENDA, writes=True)

# No browser, and no phone, asks for what is further away; nor do machines that follow each link to the next month.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)


@reading
def event_month(request: Request) -> HttpResponse:
    """The month as a table; on a phone each day has a dot, and the list stands under it."""
    viewer = request.viewer
    today = pages.local_today(viewer)
    first = (_day_in(request, "mois", "-01") or today).replace(day=1)
    weeks = pages.weeks_of_month(viewer, first)
    address = reverse("event_month", args=[viewer.commune.slug])
    context = {
        **_frame(request, "event_month", first),
        "weeks": weeks,
        "days": [day for week in weeks for day in week if day.in_month and day.lines],
        "month": pages.month_name(first),
        "weekdays": french.DAYS,
        **_turning(
            address,
            "mois",
            *(months_later(first, by).strftime("%Y-%m") if _near(first, by * 31) else "" for by in (-1, 1)),
        ),
        "now_url": "" if first == today.replace(day=1) else address,
    }
    return render(request, "agenda/event_month.html", context)


@reading
def event_week(request: Request) -> HttpResponse:
    viewer = request.viewer
    today = pages.local_today(viewer)
    chosen = _day_in(request, "jour") or today
    first = chosen - timedelta(days=chosen.weekday())
    last = first + timedelta(days=6)
    events = queries.events_between(viewer, first, last)
    address = reverse("event_week", args=[viewer.commune.slug])
    context = {
        **_frame(request, "event_week", chosen),
        "days": pages.days_between(first, last, events, zone=viewer.commune.time_zone, today=today),
        "first": first,
        "first_said": french.day(first, today),
        **_turning(
            address,
            "jour",
            *((first + timedelta(days=by)).isoformat() if _near(first, by) else "" for by in (-7, 7)),
        ),
        "now_url": "" if first <= today <= last else address,
    }
    return render(request, "agenda/event_week.html", context)


@reading
def event_list(request: Request) -> HttpResponse:
    """« Planning »: all that is to come, a page at a time."""
    viewer = request.viewer
    cursor = request.GET.get("apres", "")
    found = queries.coming(viewer, cursor)
    zone, today = viewer.commune.time_zone, pages.local_today(viewer)
    days: dict[date, pages.Day] = {}
    for event in found.events:
        # What began earlier and goes on stands under today.
        day = max(rules.days_of(event, zone)[0], today)
        group = days.setdefault(day, pages.Day(day, day == today, False))
        group.lines.append(pages.line_on(event, day, zone))
    address = reverse("event_list", args=[viewer.commune.slug])
    context = {
        **_frame(request, "event_list", today),
        "days": list(days.values()),
        "later_url": f"{address}?{urlencode({'apres': found.later})}" if found.later else "",
        "is_first": not cursor,
    }
    template = "agenda/event_days.html" if request.htmx and cursor else "agenda/event_list.html"
    return render(request, template, context)


@reading
def event_detail(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    may_keep = rules.may_keep_agenda(viewer)
    own = queries.own_state(viewer, event)
    with_names = may_keep and event.takes_participants
    rows = queries.participants(viewer, event) if with_names else []
    zone = viewer.commune.time_zone
    context = {
        "event": event,
        "when": pages.when(event, zone, timezone.localtime(now())),
        "rhythm": pages.rhythm(event),
        "own": own,
        "ahead": queries.waiting_before(viewer, event) if own == ParticipationState.WAITING else 0,
        "is_over": event.ends_at < now(),
        "may_join": rules.may_take_part(viewer, event) and not event.is_cancelled and event.starts_at > now(),
        "may_keep": may_keep,
        "goers": [row.person for row in rows if row.state == ParticipationState.GOING],
        "waiters": [row.person for row in rows if row.state == ParticipationState.WAITING],
        "month_url": _month_url(viewer, rules.days_of(event, zone)[0]),
    }
    return render(request, "agenda/event_detail.html", context)


@reading
def event_file(request: Request, event_id: UUID) -> HttpResponse:
    """« Ajouter à mon agenda »"""
    event = queries.event_in_view(request.viewer, event_id)
    answer = HttpResponse(ics.calendar([queries.told_event(event.pk) or event]), ics.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="evenement.ics"'
    return answer


# --- The town hall’s side -------------------------------------------------------------------------------------------


@keeping
def event_new(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method != "POST":
        today = pages.local_today(viewer)
        initial = {"first_day": _day_in(request, "jour") or today, "key": str(new_id())}
        return _form(request, EventForm(viewer=viewer, initial=initial))
    form = EventForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            event = actions.add_event(
                viewer=viewer,
                key=form.cleaned_data["key"],
                content=form.content(),
                repeat=form.cleaned_data["repeat"],
                until=form.cleaned_data["until"],
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, "L’événement est dans l’agenda.")
            return redirect(_month_url(viewer, rules.days_of(event, viewer.commune.time_zone)[0]))
    return _form(request, form)


@keeping
def event_edit(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    if request.method != "POST":
        return _form(request, EventForm.for_event(viewer, event), event)
    form = EventForm(request.POST, viewer=viewer, event=event)
    if form.is_valid():
        try:
            actions.edit_event(
                viewer=viewer,
                event_id=event_id,
                content=form.content(),
                version=form.cleaned_data["version"] or 0,
                scope=form.cleaned_data.get("scope") or Scope.ONE,
            )
        except actions.ChangedMeanwhile as refusal:
            form.say_version(queries.event_in_view(viewer, event_id).version)
            form.add_error(None, refusal.message)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, "L’événement est enregistré.")
            return _to_event(request, event_id)
    return _form(request, form, event)


@keeping
def event_move(request: Request, event_id: UUID) -> HttpResponse:
    """To the day on which it was let go; `jour` in the address takes that back."""
    viewer = request.viewer
    event = queries.event_in_view(viewer, event_id)
    to = _day(request.POST.get("jour", "") or request.GET.get("jour", ""))
    if request.method == "POST" and to:
        former, _ = rules.days_of(event, viewer.commune.time_zone)
        moved = actions.move_event(viewer=viewer, event_id=event_id, to=to)
        if to != former:
            back = reverse("event_move", args=[viewer.commune.slug, event_id])
            when = pages.when(moved, viewer.commune.time_zone, timezone.localtime(now()))
            said = f"« {moved.title} » est déplacé : {when}."
            messages.success(request, said, extra_tags=f"{back}?jour={former.isoformat()}")
        return redirect(_month_url(viewer, to))
    return _to_event(request, event_id)


@keeping
def event_delete(request: Request, event_id: UUID) -> HttpResponse:
    viewer = request.viewer
    if request.method != "POST":
        return _to_event(request, event_id)
    scope = Scope.SERIES if request.POST.get("scope") == Scope.SERIES else Scope.ONE
    event = actions.cancel_event(viewer=viewer, event_id=event_id, scope=scope)
    undo = reverse("event_restore", args=[viewer.commune.slug, event_id])
    said = (
        "Cette date et celles à venir sont annulées." if scope == Scope.SERIES else "L’événement est annulé."
    )
    messages.success(request, said, extra_tags=undo)
    return redirect(_month_url(viewer, rules.days_of(event, viewer.commune.time_zone)[0]))


@keeping
def event_restore(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.restore_event(viewer=request.viewer, event_id=event_id)
        messages.success(request, "L’événement est de retour dans l’agenda.")
    return _to_event(request, event_id)


# --- « Je participe » -----------------------------------------------------------------------------------------------


@taking_part
def event_join(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        own = actions.take_part(viewer=request.viewer, event_id=event_id)
        if own.state == ParticipationState.GOING:
            messages.success(request, "C’est noté : vous participez.")
        else:
            messages.info(request, "Tout est pris : vous êtes en liste d’attente. Nous vous préviendrons.")
    return _to_event(request, event_id)


@taking_part
def event_leave(request: Request, event_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.give_up(viewer=request.viewer, event_id=event_id)
        messages.success(request, "C’est noté : vous ne participez plus.")
    return _to_event(request, event_id)


# --- The private address --------------------------------------------------------------------------------------------


@page(access=Access.SIGNED_IN, writes=True)
def calendar_subscription(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        wanted = request.POST.get("action")
        if wanted == "renew":
            actions.renew_subscription(viewer=viewer)
            messages.success(request, "Voici votre nouvelle adresse. L’ancienne ne mène plus nulle part.")
        elif wanted == "close":
            actions.close_subscription(viewer=viewer)
            messages.success(request, "L’adresse est supprimée : elle ne mène plus nulle part.")
        elif wanted == "open":
            actions.open_subscription(viewer=viewer)
        return redirect("calendar_subscription")
    own = queries.own_subscription(viewer)
    address = ""
    if own:
        address = settings.SITE_URL + reverse("calendar_feed", args=[queries.subscription_token(own)])
    context = {
        "address": address,
        "webcal": urlsplit(address)._replace(scheme="webcal").geturl() if address else "",
    }
    return render(request, "agenda/calendar_subscription.html", context)


@page(access=Access.PUBLIC)
def calendar_feed(request: Request, token: str) -> HttpResponse:
    """For phones and calendar programs: no session, no cookie, nothing of the person but what they may read.

    The mark covers every event and its version, so a right that was lost changes it too. `Last-Modified` is told but
    not answered to: it could not know of that.
    """
    subscription = queries.subscription_of_token(token)
    found = queries.feed_of(subscription)
    shown = "".join(f"{event.pk.hex}{event.version}{event.commune.name}" for event in found.events)
    etag = quote_etag(sha256(f"{subscription.pk.hex} {shown}".encode()).hexdigest()[:32])
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(ics.calendar(found.events, name="Agenda de la mairie"), ics.CONTENT_TYPE)
    answer.headers["ETag"] = etag
    if found.changed_at:
        answer.headers["Last-Modified"] = http_date(found.changed_at.timestamp())
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


# --- Shared ---------------------------------------------------------------------------------------------------------


def _frame(request: Request, current: str, day: date) -> dict[str, Any]:
    """The tabs, each of which opens on the day that is looked at."""
    slug = request.viewer.commune.slug
    views = (
        ("event_month", "Mois", f"?mois={day:%Y-%m}"),
        ("event_week", "Semaine", f"?jour={day.isoformat()}"),
        ("event_list", "Planning", ""),
    )
    return {
        "tabs": [
            {"label": label, "url": reverse(name, args=[slug]) + query, "current": name == current}
            for name, label, query in views
        ],
        "may_keep": rules.may_keep_agenda(request.viewer),
    }


def _turning(address: str, name: str, before: str, after: str) -> dict[str, str]:
    return {
        "before_url": f"{address}?{name}={before}" if before else "",
        "after_url": f"{address}?{name}={after}" if after else "",
    }


def _near(day: date, by: int) -> bool:
    """Months that nobody filled are not offered without end: three years back, as many ahead."""
    far = timedelta(days=3 * 366)
    today = now().date()
    return today - far <= day + timedelta(days=by) <= today + far


def _day_in(request: Request, name: str, end: str = "") -> date | None:
    """Http404 for what is not a day."""
    text = request.GET.get(name, "")
    if not text:
        return None
    found = _day(text + end)
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    if len(text) != 10:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _month_url(viewer: Viewer, day: date) -> str:
    return f"{reverse('event_month', args=[viewer.commune.slug])}?mois={day:%Y-%m}"


def _to_event(request: Request, event_id: UUID) -> HttpResponse:
    return redirect("event_detail", request.viewer.commune.slug, event_id)


def _say(form: EventForm, refusal: Refusal) -> None:
    if refusal.status == 403:
        raise refusal
    form.add_error(None, refusal.message)


def _form(request: Request, form: EventForm, event: CalendarEvent | None = None) -> HttpResponse:
    context = {"form": form, "event": event}
    return render(request, "agenda/event_form.html", context, status=422 if form.errors else 200)
