"""What everybody reads, and what those who belong to the commune answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.alerts import rules
from civic.alerts.actions import answering
from civic.alerts.forms import AnswerForm
from civic.alerts.pages import above
from civic.alerts.queries.alerts import alert_in_force
from civic.alerts.queries.answers import own_answer
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.ui.forms import status_of

_ANSWERED = {
    False: "La mairie sait que vous avez bien reçu l’alerte.",
    True: "La mairie sait que vous avez besoin d’aide. En cas d’urgence, appelez le 18 ou le 112.",
}


@page(access=Access.PUBLIC)
def alert_detail(request: Request) -> HttpResponse:
    """The alert in force, for everyone; to a danger, those who belong to the commune answer there."""
    return _detail(request, AnswerForm())


@page(access=Access.MEMBER, writes=True)
def alert_answer(request: Request) -> HttpResponse:
    """« J’ai bien reçu » or « J’ai besoin d’aide »."""
    if request.method != "POST":
        return redirect("alert_detail", request.viewer.commune.slug)
    needs_help = request.POST.get("answer") == "help"
    form = AnswerForm(request.POST if needs_help else {})
    if not form.is_valid():
        return _detail(request, form)
    answering.answer_alert(viewer=request.viewer, needs_help=needs_help, **form.cleaned_data)
    messages.success(request, _ANSWERED[needs_help])
    return redirect("alert_detail", request.viewer.commune.slug)


@page(access=Access.PUBLIC)
def alert_banner(request: Request) -> HttpResponse:
    """What stands above the page, for one that is open already."""
    return HttpResponse(above.message_above(request.viewer, request.COOKIES))


def _detail(request: Request, form: AnswerForm) -> HttpResponse:
    viewer, alert = request.viewer, alert_in_force(request.viewer)
    asks_for_answers = rules.asks_for_answers(alert, now())
    may_answer = asks_for_answers and rules.may_answer(viewer)
    context = {
        "alert": alert,
        "level_label": rules.level_label(alert.level, alert.is_drill) if alert else "",
        "form": form,
        "asks_for_answers": asks_for_answers,
        "may_answer": may_answer,
        "own": own_answer(viewer, alert) if alert and may_answer else None,
    }
    return render(request, "alerts/alert_detail.html", context, status=status_of(form))
