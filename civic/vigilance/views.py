from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.queries.alerts import latest_alert
from civic.alerts.rules import is_in_force
from civic.core.access import Access, Request, page
from civic.core.clock import local_time, now
from civic.core.text import whole_number
from civic.vigilance import actions, queries, rules
from civic.vigilance.enums import FEATURE


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, feature=FEATURE)
def vigilance_draft(request: Request, draft_id: UUID) -> HttpResponse:
    """The message that is ready: from here it goes into the editor of the alert, where nothing is saved yet."""
    viewer, moment = request.viewer, now()
    draft, latest = queries.draft_in_view(viewer, draft_id), latest_alert(viewer)
    warning = draft.warning
    zone = viewer.commune.time_zone
    hours = rules.hours_of(warning.begins_at, warning.ends_at, zone, moment)
    context = {
        "title": rules.title_of(warning.colour, warning.phenomenon),
        "badge": rules.badge_of(warning.colour),
        "hours": rules.hours_in_words(hours),
        "ended_at": warning.ends_at if warning.ends_at <= moment else None,
        "ready": rules.message_of(warning.colour, warning.phenomenon, hours),
        "expires_at": local_time(warning.ends_at, zone).isoformat(timespec="minutes"),
        "origin": draft.pk,
        "version": latest.version if latest else 0,
        "replaced": latest if is_in_force(latest, moment) else None,
    }
    return render(request, "vigilance/vigilance_draft.html", context)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, feature=FEATURE, writes=True)
def vigilance_put_away(request: Request, draft_id: UUID) -> HttpResponse:
    """« Sans suite »."""
    viewer = request.viewer
    if request.method == "POST":
        upto = whole_number(request.POST.get("upto", ""), figures=2) or 0
        if actions.put_away_draft(viewer=viewer, draft_id=draft_id, upto=upto):
            undo = reverse("vigilance_take_back", args=[viewer.commune.slug, draft_id])
            messages.success(request, "Cette vigilance reste sans suite.", extra_tags=undo)
        else:
            messages.info(request, "Cette vigilance vient de s’aggraver\u00a0: elle attend toujours.")
    return redirect("vigilance_draft", viewer.commune.slug, draft_id)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, feature=FEATURE, writes=True)
def vigilance_take_back(request: Request, draft_id: UUID) -> HttpResponse:
    if request.method == "POST":
        actions.take_back_draft(viewer=request.viewer, draft_id=draft_id)
        messages.success(request, "Cette vigilance attend de nouveau.")
    return redirect("vigilance_draft", request.viewer.commune.slug, draft_id)
