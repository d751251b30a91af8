"""The list of a person's notifications."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.notifications.actions.inbox import (
    clear_inbox,
    clear_notification,
    mark_all_read,
    mark_read,
    restore_notification,
)
from civic.notifications.queries.inbox import (
    inbox_page,
    line_in_view,
    newest_unread,
    unread,
)
from civic.notifications.views import presenter
from civic.ui.french import counted
from civic.ui.menu import Bell, to_read

LINES = "notifications/notification_list.html#lines"
ALL_READ = "Tout est marqué comme lu."
own = page(access=Access.SIGNED_IN)
own_writes = page(access=Access.SIGNED_IN, writes=True)


@own
def notification_list(request: Request) -> HttpResponse:
    context = _lines(request)
    if request.htmx:
        came = counted(len(context["lines"]), "notification de plus", "notifications de plus")
        return part(request, LINES, context, focus=STAYS, announcement=came)
    return render(request, "notifications/notification_list.html", context)


def _lines(request: Request) -> dict[str, Any]:
    found = inbox_page(request.viewer, request.GET.get("avant", ""))
    older = f"{reverse('notification_list')}?{urlencode({'avant': found.older})}" if found.older else ""
    return {"lines": presenter.presented(found.lines), "older_url": older}


@own
def notification_news(request: Request) -> JsonResponse:
    """What an open page asks for when it hears that something changed: the badge, what is new in each rubric of the
    commune that stands around it, and the newest unread line."""
    viewer = request.viewer
    shown = next((own.id for own in viewer.communes if own.slug == request.GET.get("commune")), 0)
    found = unread(viewer, commune_id=shown)
    bell = Bell(found.total)
    newest = newest_unread(viewer) if bell.count else None
    announced = presenter.announcement(newest) if newest else None
    return JsonResponse(
        {
            "count": bell.count,
            "shown": bell.display_count,
            "label": bell.label,
            "menu": {category: to_read(count) for category, count in found.by_category.items()},
            "newest": announced,
        }
    )


@own_writes
def notification_open(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    return redirect(mark_read(viewer=request.viewer, notification_id=notification_id).url)


@own_writes
def notification_seen(request: Request, notification_id: UUID) -> HttpResponse:
    """The page that a mail or a push led to is on screen."""
    if request.method != "POST":
        return redirect("notification_list")
    mark_read(viewer=request.viewer, notification_id=notification_id)
    return HttpResponse(status=204)


@own_writes
def notification_read_all(request: Request) -> HttpResponse:
    if request.method == "POST":
        mark_all_read(viewer=request.viewer, upto=_newest_on_page(request))
        if request.htmx:
            context = _lines(request)
            focus = next((f"ouvrir-{line.newest.pk}" for line in context["lines"]), "nouvelles")
            return part(request, LINES, context, focus=focus, announcement=ALL_READ)
        messages.success(request, ALL_READ)
    return redirect("notification_list")


@own_writes
def notification_clear(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    clear_notification(viewer=request.viewer, notification_id=notification_id)
    if request.htmx:
        template, context = "notifications/notification_cleared.html", {"id": notification_id}
        focus, words = f"annuler-{notification_id}", "Notification supprimée."
        return part(request, template, context, focus=focus, announcement=words)
    undo = reverse("notification_restore", args=[notification_id])
    messages.success(request, "La notification est supprimée.", extra_tags=undo)
    return redirect("notification_list")


@own_writes
def notification_restore(request: Request, notification_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect("notification_list")
    restore_notification(viewer=request.viewer, notification_id=notification_id)
    if request.htmx:
        (line,) = presenter.presented([line_in_view(request.viewer, notification_id)])
        focus, words = f"ouvrir-{notification_id}", "La notification est revenue."
        return part(request, presenter.LINE, line.context, focus=focus, announcement=words)
    messages.success(request, "La notification est revenue.")
    return redirect("notification_list")


@own_writes
def notification_clear_all(request: Request) -> HttpResponse:
    """Asks once: this one cannot be undone."""
    if request.method != "POST":
        newest = inbox_page(request.viewer).lines[:1]
        return render(request, "notifications/notification_clear_all.html", {"newest": newest})
    clear_inbox(viewer=request.viewer, upto=_newest_on_page(request))
    messages.success(request, "Toutes vos notifications sont supprimées.")
    return redirect("notification_list")


def _newest_on_page(request: Request) -> UUID | None:
    """The newest that the page showed; None for a form that does not say."""
    try:
        return UUID(request.POST.get("jusqu", ""))
    except ValueError:
        return None
