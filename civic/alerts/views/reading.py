"""What everybody reads, and what those who belong to the commune answer."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from civic.alerts import rules
from civic.alerts.actions import answering
from civic.alerts.forms import AnswerForm, initial_answer
from civic.alerts.pages import above
from civic.alerts.queries.alerts import alert_in_force
from civic.alerts.queries.answers import last_danger, own_answer
from civic.alerts.refusals import MessageChanged, UnknownAnswer
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.core.referer import referring_page
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.ui.forms import status_of

_RECEIVED = "La mairie sait que vous avez bien reçu l’alerte."
_CALLS = "La mairie sait que vous avez besoin d’aide. En cas d’urgence, appelez le 18 ou le 112."
_STILL_CALLS = "Votre demande d’aide tient toujours\u00a0: dites ici quand tout va bien."
_CHANGED = "Le message a changé\u00a0: lisez-le, puis répondez de nouveau."
_ENDED = "La mairie sait que vous n’avez plus besoin d’aide."


@page(access=Access.PUBLIC)
def alert_detail(request: Request) -> HttpResponse:
    """The alert in force, for everyone; to a danger, those who belong to the commune answer there."""
    return _detail(request)


@page(access=Access.MEMBER, writes=True)
def alert_answer(request: Request) -> HttpResponse:
    """« J’ai bien reçu », « J’ai besoin d’aide », « Je n’ai plus besoin d’aide »."""
    here = redirect("alert_detail", request.viewer.commune.slug)
    if request.method != "POST":
        return here
    said = request.POST.get("answer")
    if said == "ended":
        answering.end_call(viewer=request.viewer, version=version_read(request))
        messages.success(request, _ENDED)
        return here  # where the device learns of it
    if said not in ("received", "help"):  # nobody is said to be safe by a word that is not known
        return _again(request, UnknownAnswer())
    form = AnswerForm(request.POST if said == "help" else {})
    if not form.is_valid():
        return _detail(request, form)
    try:
        answer = answering.answer_alert(
            viewer=request.viewer,
            needs_help=said == "help",
            version=version_read(request),
            **form.cleaned_data,
        )
    except MessageChanged as refusal:
        return _again(request, refusal)
    if said == "help":
        messages.success(request, _CALLS)
    elif answer.calls:
        messages.info(request, _STILL_CALLS)
    else:
        messages.success(request, _RECEIVED)
        here = _page_below_banner(request) or here
    above.keep_answer(here, request.viewer, answer.alert_id, answer)
    return here


def _page_below_banner(request: Request) -> HttpResponseRedirect | None:
    """Whoever answers on the banner goes on reading what they were at."""
    address = referring_page(request).geturl()
    return HttpResponseRedirect(address) if "bandeau" in request.GET and address else None


def version_read(request: Request) -> int:
    """Of the alert on the page whose button was pressed. A page of a release before says none."""
    return whole_number(request.GET.get("version", ""), figures=9) or 0


@page(access=Access.PUBLIC)
def alert_banner(request: Request) -> HttpResponse:
    """What stands above the page, for one that is open already. `reponse`: it asks for what the person has answered,
    since a device knows of that only what was said on it."""
    viewer = request.viewer
    danger = last_danger(viewer) if "reponse" in request.GET and rules.may_answer(viewer) else None
    own = own_answer(viewer, danger) if danger else None
    if danger and own and rules.stands(own, danger):
        return above.message_answered(viewer, danger.pk, own)
    return HttpResponse(above.message_above(request.viewer, request.COOKIES))


def _again(request: Request, refusal: Refusal) -> HttpResponse:
    """The page, with the words of now."""
    messages.warning(request, refusal.message)
    answer = _detail(request)
    answer.status_code = refusal.status
    return answer


def _detail(request: Request, form: AnswerForm | None = None) -> HttpResponse:
    viewer, moment = request.viewer, now()
    alert, danger = alert_in_force(viewer), last_danger(viewer)
    if danger and not rules.takes_calls(danger, moment):
        danger = None
    may_answer = danger is not None and rules.may_answer(viewer)
    latest = own_answer(viewer, danger) if danger and may_answer else None
    own = latest if latest and danger and rules.stands(latest, danger) else None
    asks = rules.asks_for_answers(danger, moment)
    form = form or AnswerForm(initial=initial_answer(own))
    context = {
        "alert": alert,
        "level_label": rules.level_label(alert.level, alert.is_drill) if alert else "",
        "form": form,
        "danger": danger,
        "ended_at": rules.end_of(danger) if danger and not rules.is_in_force(danger, moment) else None,
        "asks_for_answers": asks,
        "answered_before": asks and latest is not None and own is None,
        "may_answer": may_answer,
        "own": own,
    }
    if request.htmx:  # the page is open: the alert came, changed, ended
        words = _CHANGED if context["answered_before"] else ""
        words = "Cette alerte est terminée." if context["ended_at"] else words
        return part(request, "alerts/alert_now.html", context, focus=STAYS, announcement=words)
    page = render(request, "alerts/alert_detail.html", context, status=status_of(form))
    if danger and may_answer:
        above.keep_answer(page, viewer, danger.pk, own)
    return page
