"""A code by post was right while the page is open: its mayor may contest; then the new one takes over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.ids import as_id
from civic.openings import queries
from civic.openings.actions.contesting import contest_takeover
from civic.openings.actions.takeovers import take_over
from civic.openings.enums import OpeningStatus
from civic.openings.views.opening import elsewhere


@page(access=Access.SIGNED_IN, writes=True)
def opening_take_over(request: Request) -> HttpResponse:
    """By the new mayor, once the days are over."""
    opening = queries.own_opening(request.viewer)
    if request.method == "POST":
        return elsewhere(request, take_over(viewer=request.viewer))
    if opening is None or opening.status != OpeningStatus.WAITING:
        return redirect("opening_code", request.viewer.commune.slug)
    assert opening.takes_over_at
    context = {"opening": opening, "may": opening.takes_over_at <= now()}
    return render(request, "openings/opening_take_over.html", context)


@page(access=Access.MAYOR, writes=True)
def opening_takeovers(request: Request) -> HttpResponse:
    """For the sitting mayor: who asks to take the page over, and « Arrêter »."""
    if request.method == "POST":
        opening = contest_takeover(viewer=request.viewer, opening_id=as_id(request.POST.get("opening", "")))
        messages.success(
            request,
            f"La demande est arrêtée\N{NO-BREAK SPACE}: {opening.person.full_name} et nous le savons.",
        )
        return redirect("opening_takeovers", request.viewer.commune.slug)
    lines = [
        (opening, opening.status in OpeningStatus.contestable())
        for opening in queries.takeovers(request.viewer)
    ]
    return render(request, "openings/opening_takeovers.html", {"lines": lines})
