"""The list of what a person is told, and their choices."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from civic.core.access import Access, Request, page
from civic.core.viewer import Belonging, Viewer
from civic.notifications import actions, pages, queries
from civic.notifications.enums import Frequency, Side
from civic.notifications.forms import ChoicesForm
from civic.notifications.kinds import NotificationKind
from civic.ui.menu import Bell

own = page(access=Access.SIGNED_IN)
own_writes = page(access=Access.SIGNED_IN, writes=True)


# --- The list -------------------------------------------------------------------------------------------------------


@own
def notification_list(request: Request) -> HttpResponse:
    found = queries.inbox_page(request.viewer, request.GET.get("avant", ""))
    older = f"{reverse('notification_list')}?{urlencode({'avant': found.older})}" if found.older else ""
    template = "notifications/notification_list.html" + ("#lines" if request.htmx else "")
    return render(request, template, {"lines": pages.shown(found.lines), "older_url": older})


@own
def notification_news(request: Request) -> JsonResponse:
    """What an open page asks for when it hears that something changed: the badge, and the newest unread line."""
    viewer = request.viewer
    bell = Bell(queries.unread_count(viewer))
    newest = queries.newest_unread(viewer) if bell.count else None
    told = pages.spoken(newest) if newest else None
    return JsonResponse({"count": bell.count, "shown": bell.shown, "label": bell.label, "newest": told})


@own_writes
def notification_open(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    return redirect(actions.mark_read(viewer=request.viewer, notification_id=notification_id).url)


@own_writes
def notification_seen(request: Request, notification_id: UUID) -> HttpResponse:
    """The page that a mail or a push led to is on screen."""
    if request.method != "POST":
        return redirect("notification_list")
    actions.mark_read(viewer=request.viewer, notification_id=notification_id)
    return HttpResponse(status=204)


@own_writes
def notification_read_all(request: Request) -> HttpResponse:
    if request.method == "POST":
        actions.mark_all_read(viewer=request.viewer, upto=_shown_upto(request))
        messages.success(request, "Tout est marqué comme lu.")
    return redirect("notification_list")


@own_writes
def notification_clear(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    actions.clear(viewer=request.viewer, notification_id=notification_id)
    if request.htmx:
        return render(request, "notifications/notification_cleared.html", {"id": notification_id})
    undo = reverse("notification_restore", args=[notification_id])
    messages.success(request, "La notification est supprimée.", extra_tags=undo)
    return redirect("notification_list")


@own_writes
def notification_restore(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    together = queries.put_away_with(request.viewer, notification_id)
    actions.restore(viewer=request.viewer, notification_ids=together)
    if request.htmx:
        (line,) = pages.shown([queries.line_in_view(request.viewer, notification_id)])
        return render(request, "notifications/notification_line.html", {"line": line, "focus": True})
    messages.success(request, "La notification est revenue.")
    return redirect("notification_list")


@own_writes
def notification_clear_all(request: Request) -> HttpResponse:
    """Asks once: this one cannot be undone."""
    if request.method != "POST":
        newest = queries.inbox_page(request.viewer).lines[:1]
        return render(request, "notifications/notification_clear_all.html", {"newest": newest})
    actions.clear_all(viewer=request.viewer, upto=_shown_upto(request))
    messages.success(request, "Toutes vos notifications sont supprimées.")
    return redirect("notification_list")


def _shown_upto(request: Request) -> UUID | None:
    """The newest that the page showed; None for a form that does not say."""
    try:
        return UUID(request.POST.get("jusqu", ""))
    except ValueError:
        return None


# --- Choices --------------------------------------------------------------------------------------------------------


@own_writes
def notification_choices(request: Request) -> HttpResponse:
    """The matrix of one commune, `?commune=`; the first one without it."""
    viewer = request.viewer
    shown = _commune_asked_for(viewer, request.GET.get("commune", ""))
    quiet = queries.quiet_hours_of([viewer.own_id])[viewer.own_id]
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        kinds=_kinds_for(shown),
        choices=_choices(viewer, shown) if shown else {},
        quiet=quiet,
        several=len(viewer.communes) > 1,
    )
    if request.method == "POST" and form.is_valid():
        everywhere = form.cleaned_data.get("everywhere")
        actions.choose(
            viewer=viewer,
            commune_ids=[one.id for one in viewer.communes if everywhere or one == shown],
            choices=form.chosen,
        )
        if form.quiet_hours != quiet:
            starts, ends = form.quiet_hours or (None, None)
            actions.set_quiet_hours(viewer=viewer, starts=starts, ends=ends)
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect(request.get_full_path())
    return render(
        request,
        "notifications/notification_choices.html",
        {"form": form, "shown": shown, "own_communes": viewer.communes, **_devices(viewer)},
        status=422 if form.is_bound else 200,
    )


def _commune_asked_for(viewer: Viewer, slug: str) -> Belonging | None:
    """None for someone who has no commune yet. Http404 for one that is not theirs."""
    if not slug:
        return viewer.communes[0] if viewer.communes else None
    for belonging in viewer.communes:
        if belonging.slug == slug:
            return belonging
    raise Http404


def _choices(viewer: Viewer, belonging: Belonging) -> dict[str, Any]:
    inbox = queries.inboxes_of(belonging.id, [viewer.own_id]).get(viewer.own_id)
    return inbox.choices if inbox else {}


def _kinds_for(belonging: Belonging | None) -> list[NotificationKind]:
    """Those of a commune; what touches the account itself is no choice."""
    if belonging is None:
        return []
    sides = {Side.RESIDENT, Side.TOWN_HALL} if belonging.role == "town_hall" else {Side.RESIDENT}
    return [
        kind
        for kind in NotificationKind.all.values()
        if kind.side in sides
        # What concerns the few who act for a town hall, and leaves no choice, needs no line in everybody's list.
        and (kind.optional or kind.category.lists_mandatory)
    ]


def _devices(viewer: Viewer) -> dict[str, Any]:
    panel = queries.devices_panel(viewer)
    return {"panel": panel, "trial": panel.trial}


@own_writes
def notification_trial(request: Request) -> HttpResponse:
    """Sends one to the person themselves; read, it says what arrived until now."""
    if request.method == "POST":
        actions.try_notifications(viewer=request.viewer)
    if request.htmx:
        trial = queries.trial_of(request.viewer)
        return render(request, "notifications/trial.html", {"trial": trial})
    return redirect(reverse("notification_choices") + "#essai")


# --- The link at the foot of a mail ---------------------------------------------------------------------------------


@csrf_exempt  # mail programs send here by themselves (RFC 8058), and the link says it all: no session counts
@page(access=Access.PUBLIC, writes=True)
def notification_stop(request: Request, token: str) -> HttpResponse:
    person, commune, kind = queries.stop_target(token)
    former = ""
    if request.method == "POST":
        if (former := request.POST.get("resume", "")) in Frequency.values:
            actions.resume_mails(
                person_id=person.pk, commune_id=commune.pk, kind=kind, how_often=Frequency(former)
            )
        else:
            former = queries.frequency_of(person.pk, commune.pk, kind).value
            actions.stop_mails(person_id=person.pk, commune_id=commune.pk, kind=kind)
    is_stopped = queries.frequency_of(person.pk, commune.pk, kind) is Frequency.NEVER
    context = {
        # What the button to take it back brings back.
        "former": kind.email.value if former in {"", Frequency.NEVER} else former,
        "is_stopped": is_stopped,
        "is_resumed": request.method == "POST" and not is_stopped,
        "place": commune,
        "kind": kind,
    }
    return render(request, "notifications/notification_stop.html", context)


@csrf_exempt  # as above
@page(access=Access.PUBLIC, writes=True)
def digest_stop(request: Request, token: str) -> HttpResponse:
    person, how_often = queries.digest_stop_target(token)
    stopped: list[str] = []
    is_resumed = "resume" in request.POST
    if is_resumed:
        back = request.POST.getlist("resume")
        actions.resume_digest(person_id=person.pk, how_often=how_often, stopped=back)
    elif request.method == "POST":
        stopped = actions.stop_digest(person_id=person.pk, how_often=how_often)
    context = {
        "is_stopped": request.method == "POST" and not is_resumed,
        "is_resumed": is_resumed,
        "is_daily": how_often is Frequency.DAILY,
        "stopped": stopped,
    }
    return render(request, "notifications/digest_stop.html", context)
