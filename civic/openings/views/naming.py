"""An agent names the mayor; who has an account accepts it, or says that it is not them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.communes.models import Commune
from civic.core.access import Access, Request, page
from civic.core.encryption import readable
from civic.core.refusals import Refusal
from civic.core.throttles import MAILING
from civic.openings import queries, rules
from civic.openings.actions import naming
from civic.openings.enums import OpeningStatus
from civic.openings.forms import InvitedMayorForm, MayorForm
from civic.openings.models import Opening
from civic.openings.views.opening import elsewhere
from civic.town_halls.actions.offices import WrongDate
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui.forms import add_refusal, status_of


@page(access=Access.SIGNED_IN, writes=True, throttle=MAILING)
def opening_mayor(request: Request) -> HttpResponse:
    """An agent names the mayor, and the page opens."""
    viewer = request.viewer
    if to_correct := queries.opening_to_correct(viewer):
        return _correct_mayor(request, to_correct)
    opening = queries.own_opening(viewer)
    if opening is None or opening.status != OpeningStatus.PROVEN:
        return redirect("opening_code", viewer.commune.slug)
    form = MayorForm(request.POST or None, initial=_mayor_of_directory(opening.commune))
    if request.method == "POST" and form.is_valid():
        try:
            opening = naming.name_mayor(viewer=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal, "since" if isinstance(refusal, WrongDate) else "email")
        else:
            return elsewhere(request, opening)
    step = rules.step_words(rules.Step.MAYOR, opening.function)
    context = {"opening": opening, "step": step, "form": form}
    return render(request, "openings/opening_mayor.html", context, status=status_of(form))


def _correct_mayor(request: Request, opening: Opening) -> HttpResponse:
    office = current_mayor(opening.commune_id)
    assert office
    named = {
        "first_name": office.person.first_name,
        "last_name": office.person.last_name,
        "email": readable(lambda: opening.mayor_email, ""),
    }
    form = InvitedMayorForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        try:
            naming.correct_mayor(viewer=request.viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal, "email")
        else:
            messages.success(request, "L’invitation repart à cette adresse.")
            return redirect("desk", opening.commune.slug)
    context = {"opening": opening, "office": office, "form": form}
    status = status_of(form)
    return render(request, "openings/opening_mayor_again.html", context, status=status)


def _mayor_of_directory(commune: Commune) -> dict[str, Any]:
    return {
        "first_name": commune.mayor_first_name,
        "last_name": commune.mayor_last_written,
        "since": commune.mayor_since,
    }


@page(access=Access.SIGNED_IN, writes=True)
def opening_offer(request: Request) -> HttpResponse:
    """« Êtes-vous le maire ? » Who sent the invitation is led to where it is corrected."""
    viewer = request.viewer
    opening = queries.offered_opening(viewer)
    if opening is None:
        if queries.opening_to_correct(viewer):
            return redirect("opening_mayor", viewer.commune.slug)
        return redirect("commune_page", viewer.commune.slug)
    if request.method == "POST" and "non" in request.POST:
        naming.decline_office(viewer=viewer)
        messages.success(
            request, "Merci\N{NO-BREAK SPACE}: la mairie le sait, et vous n’avez rien d’autre à faire."
        )
        return redirect("commune_page", viewer.commune.slug)
    if request.method == "POST":
        naming.accept_office(viewer=viewer)
        messages.success(
            request, f"Vous êtes maire {opening.commune.of_name}. Bienvenue\N{NARROW NO-BREAK SPACE}!"
        )
        return redirect("desk", viewer.commune.slug)
    return render(request, "openings/opening_offer.html", {"opening": opening})
