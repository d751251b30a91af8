from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.alerts.enums import SEND_ALERTS
from civic.core.access import Access, Request, page
from civic.core.text import whole_number
from civic.vigilance import actions, queries, rules
from civic.vigilance.enums import FEATURE


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, feature=FEATURE)
def vigilance_draft(request: Request, draft_id: UUID) -> HttpResponse:
    """The message that is ready: from here it goes into the editor of the alert, where nothing is saved yet."""
    viewer = request.viewer
    draft = queries.draft_in_view(viewer, draft_id)
    hours = queries.hours_of(viewer, draft)
    context = {
        "title": rules.title_of(draft.colour, draft.warning.phenomenon),
        "hours": rules.hours_in_words(hours),
        "ready": rules.message_of(draft.colour, draft.warning.phenomenon, hours),
        "version": queries.version_of_alert(viewer),
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
