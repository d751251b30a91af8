"""« Fermeture de la mairie »: its form, and its end before the day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.core.access import Request
from civic.core.clock import today_of
from civic.core.emergency import NUMBERS
from civic.core.refusals import Refusal
from civic.messaging.actions import absences as actions
from civic.messaging.forms import AbsenceForm
from civic.messaging.queries.absences import absence_in
from civic.messaging.views.access import team_shares
from civic.messaging.views.context import absence_notice
from civic.ui.forms import add_refusal, status_of


@team_shares
def absence_edit(request: Request) -> HttpResponse:
    viewer = request.viewer
    absence = absence_in(viewer.commune)
    initial = {name: getattr(absence, name) for name in AbsenceForm.base_fields} if absence else {}
    form = AbsenceForm(
        request.POST if request.method == "POST" else None, initial=initial or {"first_day": today_of(viewer)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_absence(viewer=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La fermeture est enregistrée\u00a0: elle se terminera d’elle-même.")
            return redirect("conversation_list", viewer.commune.slug)
    context = {"form": form, "absence": absence_notice(viewer, absence, actions.LONGEST), "numbers": NUMBERS}
    return render(request, "messaging/absence_edit.html", context, status=status_of(form))


@team_shares
def absence_end(request: Request) -> HttpResponse:
    if request.method == "POST":
        actions.end_absence(viewer=request.viewer)
        messages.success(request, "La fermeture est terminée\u00a0: plus aucune réponse automatique ne part.")
    return redirect("conversation_list", request.viewer.commune.slug)
