"""The poster of the alert: asked for, prepared by the worker, downloaded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from civic.alerts.actions.posters import ask_poster
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.pages import previews
from civic.alerts.queries.alerts import alert_for_poster
from civic.alerts.queries.posters import open_poster, poster_of
from civic.alerts.refusals import NothingToPrint
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.ui.papers import GIVEN_UP_AFTER, pdf_answer


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)
def alert_poster(request: Request) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        ask_poster(viewer=viewer)
        if not request.htmx:
            return redirect("alert_poster", viewer.commune.slug)
    alert, poster = alert_for_poster(viewer), poster_of(viewer)
    if alert is None:
        messages.info(request, NothingToPrint.message)
        return redirect("alert_manage", viewer.commune.slug)
    is_of_alert = poster is not None and poster.version == alert.version
    is_ready = is_of_alert and poster is not None and poster.ready_at is not None
    is_late = is_of_alert and poster is not None and now() - poster.asked_at >= GIVEN_UP_AFTER
    context: dict[str, Any] = {
        "poster": poster if is_ready else None,
        "waits": is_of_alert and not (is_ready or is_late),
        "late": is_late and not is_ready,
    }
    if request.htmx:
        return part(request, "alerts/alert_poster.html#paper", context, focus=STAYS, announcement="")
    context["drawn"] = mark_safe(previews.poster_preview(viewer, alert))
    return render(request, "alerts/alert_poster.html", context)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_poster_file(request: Request, poster_file_id: UUID) -> HttpResponse:
    file = open_poster(request.viewer, poster_file_id)
    return pdf_answer(file, f"alerte-{request.viewer.commune.slug}.pdf")
