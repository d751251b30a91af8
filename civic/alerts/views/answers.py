"""Who answered what to the last danger, and who has not: the list of visits."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.alerts import queries
from civic.alerts.actions import answering
from civic.alerts.enums import SEND_ALERTS
from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_answers(request: Request) -> HttpResponse:
    alert = queries.last_danger(request.viewer)
    context: dict[str, Any] = {"alert": alert}
    if alert:
        calls, streets = queries.calls_for_help(alert), queries.without_answer(request.viewer, alert)
        context |= {
            "calls": calls,
            "unseen": sum(call.seen_at is None for call in calls),
            "safe": queries.count_safe(alert),
            "streets": streets,
            "to_see": sum(street.to_see for street in streets),
            "seen": sum(street.seen for street in streets),
            "most_listed": queries.MOST_LISTED,
        }
    if request.htmx:  # the open page heard of an answer
        return part(request, "alerts/answer_lists.html", context, focus=STAYS, announcement="")
    return render(request, "alerts/alert_answers.html", context)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)
def alert_answer_seen(request: Request, alert_answer_id: UUID) -> HttpResponse:
    if request.method == "POST":
        answering.mark_answer_seen(
            viewer=request.viewer, alert_answer_id=alert_answer_id, is_seen=_is_seen(request)
        )
    return redirect("alert_answers", request.viewer.commune.slug)


@page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)
def alert_visit(request: Request, membership_id: UUID) -> HttpResponse:
    """« Vu » of somebody who has not answered."""
    if request.method == "POST":
        answering.record_visit(viewer=request.viewer, membership_id=membership_id, is_seen=_is_seen(request))
    return redirect("alert_answers", request.viewer.commune.slug)


def _is_seen(request: Request) -> bool:
    return request.POST.get("seen") != "no"
