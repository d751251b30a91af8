from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.alerts import pages, queries, rules
from civic.alerts.actions import answering, managing
from civic.alerts.enums import SEND_ALERTS, AlertState
from civic.alerts.forms import AlertForm, AnswerForm
from civic.alerts.models import Alert
from civic.alerts.refusals import AlertChangedMeanwhile
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.ui.forms import status_of

sending = page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)


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


_ANSWERED = {
    False: "La mairie sait que vous avez bien reçu l’alerte.",
    True: "La mairie sait que vous avez besoin d’aide. En cas d’urgence, appelez le 18 ou le 112.",
}


def _detail(request: Request, form: AnswerForm) -> HttpResponse:
    viewer, alert = request.viewer, queries.latest_alert(request.viewer)
    in_force = alert if rules.is_in_force(alert, now()) else None
    asks_for_answers = rules.asks_for_answers(in_force, now())
    may_answer = asks_for_answers and rules.may_answer(viewer)
    context = {
        "alert": in_force,
        "form": form,
        "asks_for_answers": asks_for_answers,
        "may_answer": may_answer,
        "own": queries.own_answer(viewer, in_force) if in_force and may_answer else None,
    }
    return render(request, "alerts/alert_detail.html", context, status=status_of(form))


@page(access=Access.TOWN_HALL, right=SEND_ALERTS)
def alert_answers(request: Request) -> HttpResponse:
    """Who answered what to the last danger, and who has not: the list of visits."""
    alert = queries.last_danger(request.viewer)
    context: dict[str, Any] = {"alert": alert}
    if alert:
        calls, streets = queries.calls_for_help(alert), queries.without_answer(request.viewer, alert)
        context |= {
            "calls": calls,
            "unseen": sum(call.seen_at is None for call in calls),
            "safe": queries.count_safe(alert),
            "streets": streets,
            "silent": sum(len(street.residents) for street in streets),
            "most_listed": queries.MOST_LISTED,
        }
    if request.htmx:  # the open page heard of an answer
        return part(request, "alerts/answer_lists.html", context, focus=STAYS, announcement="")
    return render(request, "alerts/alert_answers.html", context)


@sending
def alert_answer_seen(request: Request, alert_answer_id: UUID) -> HttpResponse:
    if request.method == "POST":
        is_seen = request.POST.get("seen") != "no"
        answering.mark_answer_seen(viewer=request.viewer, alert_answer_id=alert_answer_id, is_seen=is_seen)
    return redirect("alert_answers", request.viewer.commune.slug)


@page(access=Access.PUBLIC)
def alert_banner(request: Request) -> HttpResponse:
    """What stands above the page, for one that is open already."""
    return HttpResponse(pages.message_above(request.viewer, request.COOKIES))


@sending
def alert_manage(request: Request) -> HttpResponse:
    """« Gérer le message d’alerte »: write it, activate it, deactivate it; what was shown before."""
    alert = queries.latest_alert(request.viewer)
    zone = request.viewer.commune.time_zone
    if request.method != "POST":
        return _page(request, AlertForm(zone=zone, alert=alert), alert)
    form = AlertForm(request.POST, zone=zone, alert=alert)
    action = request.POST.get("action", "")
    if form.is_valid() and action != "change":
        if action not in {"prepare", "confirm"} and rules.rings(alert, form.cleaned_data["level"], now()):
            return _before_activating(request, form)
        try:
            saved = managing.save_alert(
                viewer=request.viewer,
                content=managing.AlertContent(**form.fields_of_content()),
                version=form.started_from,
                activate=action != "prepare",
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
            alert = queries.latest_alert(request.viewer)
        else:
            messages.success(request, _SAVED[rules.state_of(saved, now())])
            return redirect("alert_manage", request.viewer.commune.slug)
    return _page(request, form, alert)


def _before_activating(request: Request, form: AlertForm) -> HttpResponse:
    """« Avant d’activer »: the same form once more, with what is about to happen."""
    context = _preview(request, form) | {"form": form, "devices": queries.devices_that_ring(request.viewer)}
    return render(request, "alerts/alert_confirm.html", context)


_SAVED = {
    AlertState.PREPARED: "Le message est prêt\u00a0: personne ne le voit avant que vous l’activiez.",
    AlertState.IN_FORCE: "Le message d’alerte est affiché en haut de toutes vos pages.",
    AlertState.OVER: "Le message d’alerte est arrivé à sa fin.",
}


@sending
def alert_deactivate(request: Request) -> HttpResponse:
    if request.method == "POST":
        version = whole_number(request.POST.get("version", ""), figures=9) or 0
        try:
            managing.deactivate_alert(viewer=request.viewer, version=version)
        except AlertChangedMeanwhile:
            messages.error(
                request, "Quelqu’un vient de changer ce message. Relisez-le avant de le désactiver."
            )
        else:
            messages.success(request, "Le message d’alerte n’est plus affiché.")
    return redirect("alert_manage", request.viewer.commune.slug)


@sending
def alert_preview(request: Request) -> HttpResponse:
    """The banner as people will see it, while the form is filled."""
    if request.method != "POST":
        return redirect("alert_manage", request.viewer.commune.slug)
    form = AlertForm(request.POST, zone=request.viewer.commune.time_zone, alert=None)
    form.is_valid()
    return render(request, "alerts/alert_preview.html", _preview(request, form))


def _page(request: Request, form: AlertForm, alert: Alert | None) -> HttpResponse:
    state = rules.state_of(alert, now()) if alert else None
    context = _preview(request, form) | {
        "form": form,
        "latest": alert,
        "state": state,
        "in_force": state is AlertState.IN_FORCE,
        "past": queries.past_alerts(request.viewer),
    }
    return render(request, "alerts/alert_manage.html", context, status=status_of(form))


def _preview(request: Request, form: AlertForm) -> dict[str, Any]:
    """Of what was typed, as far as it holds together."""
    known = form.cleaned_data if form.is_bound else form.initial
    expires_at = known.get("expires_at") if form.is_bound else None
    alert = Alert(
        level=known.get("level") or AlertForm.base_fields["level"].initial,
        text=known.get("text", ""),
        url=known.get("url", ""),
        expires_at=expires_at,
    )
    return pages.message_context(request.viewer, alert)
