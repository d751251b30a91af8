"""« Gérer le message d’alerte »: write it, see it by each way out, activate it, deactivate it; what people
were shown before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.alerts import rules
from civic.alerts.actions import managing
from civic.alerts.enums import SEND_ALERTS, AlertState, Level
from civic.alerts.forms import AlertForm
from civic.alerts.models import Alert
from civic.alerts.pages import above, previews
from civic.alerts.queries.alerts import devices_that_ring, latest_alert, past_alerts, recent_publications
from civic.alerts.queries.desk import unseen_calls
from civic.alerts.ready import READY_MESSAGES, ReadyMessage, ready_message
from civic.alerts.refusals import AlertChangedMeanwhile
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.text import blanks_left, whole_number
from civic.ui.forms import status_of

_SAVED = {
    AlertState.PREPARED: "Le message est prêt\u00a0: personne ne le voit avant que vous l’activiez.",
    AlertState.IN_FORCE: "Le message d’alerte est affiché en haut de toutes vos pages.",
    AlertState.OVER: "Le message d’alerte est arrivé à sa fin.",
}
_CHANGED = "Le message affiché est enregistré."
_ASKED_ANEW = " «\u00a0J’ai bien reçu\u00a0» et «\u00a0Vu\u00a0» sont demandés de nouveau."
_TOLD = "Chacun est prévenu de nouveau."
_TOLD_BY_CHOICE = "Qui a gardé ces notifications est prévenu de nouveau."
_TOLD_OF_DRILL = "Les personnes de la mairie sont prévenues de nouveau."
_NOT_TOLD = "Personne n’est prévenu de nouveau."
_DRILL_SAVED = "L’exercice a commencé\u00a0: seules les personnes de la mairie le voient."

_LAST = "dernier"  # among the ready texts: the last message, once it is over

sending = page(access=Access.TOWN_HALL, right=SEND_ALERTS, writes=True)


@sending
def alert_manage(request: Request) -> HttpResponse:
    alert = latest_alert(request.viewer)
    if request.method != "POST":
        return _page(request, _form(request, alert, start=_start(request, alert)), alert)
    form = _form(request, alert, request.POST)
    action = request.POST.get("action", "")
    if form.is_valid() and action != "change":
        activates = action != "prepare"
        if activates and action != "confirm" and _asks_again(form, alert):
            return _before_activating(request, form)
        try:
            saved = managing.save_alert(
                viewer=request.viewer,
                content=managing.AlertContent(**form.fields_of_content()),
                version=form.started_from,
                activate=activates,
                announce_again=form.cleaned_data["announce_again"],
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
            alert = latest_alert(request.viewer)
        else:
            messages.success(request, _sentence(saved, alert, announced=form.cleaned_data["announce_again"]))
            return redirect("alert_manage", request.viewer.commune.slug)
    return _page(request, form, alert)


def _start(request: Request, alert: Alert | None) -> ReadyMessage | Alert | None:
    """Whose words one starts from. What is over does not stand there ready to leave again, unless it is asked for."""
    chosen = request.GET.get("modele", "")
    is_over = alert is not None and rules.state_of(alert, now()) is AlertState.OVER
    return ready_message(chosen) or (None if is_over and chosen != _LAST else alert)


def _asks_again(form: AlertForm, alert: Alert | None) -> bool:
    """Devices will ring, or a blank of a ready text was left."""
    typed = form.cleaned_data
    return bool(blanks_left(typed["text"])) or _rings(form, alert)


def _rings(form: AlertForm, alert: Alert | None) -> bool:
    typed = form.cleaned_data
    return rules.rings(alert, typed["level"], typed["is_drill"], now(), again=typed["announce_again"])


def _before_activating(request: Request, form: AlertForm) -> HttpResponse:
    """« Avant d’activer »: the same form once more, with what is about to happen."""
    typed, latest = form.cleaned_data, latest_alert(request.viewer)
    rings = _rings(form, latest)
    shown = latest if rules.is_in_force(latest, now()) else None
    context = _preview(request, form) | {
        "form": form,
        "blanks": blanks_left(typed["text"]),
        "rings": rings,
        "replaced": shown if shown and shown.text != typed["text"] else None,
        "is_drill": typed["is_drill"],
        "again": shown and shown.is_drill == typed["is_drill"] and typed["announce_again"],
        "devices": devices_that_ring(request.viewer, is_drill=typed["is_drill"]) if rings else 0,
    }
    return render(request, "alerts/alert_confirm.html", context)


def _sentence(alert: Alert, former: Alert | None, *, announced: bool) -> str:
    state = rules.state_of(alert, now())
    was_shown = former is not None and former.pk == alert.pk and rules.is_in_force(former, now())
    if former and was_shown and former.level == alert.level and former.version != alert.version:
        asked = _ASKED_ANEW if former.words_since != alert.words_since else ""
        return f"{_CHANGED}{asked} {_announced_to(alert) if announced else _NOT_TOLD}"
    return _DRILL_SAVED if alert.is_drill and state is AlertState.IN_FORCE else _SAVED[state]


def _announced_to(alert: Alert) -> str:
    if alert.is_drill:
        return _TOLD_OF_DRILL
    return _TOLD if alert.level == Level.DANGER else _TOLD_BY_CHOICE


@sending
def alert_deactivate(request: Request) -> HttpResponse:
    if request.method == "POST":
        version = whole_number(request.POST.get("version", ""), figures=9) or 0
        try:
            ended = managing.deactivate_alert(viewer=request.viewer, version=version)
        except AlertChangedMeanwhile:
            messages.error(
                request, "Quelqu’un vient de changer ce message. Relisez-le avant de le désactiver."
            )
        else:
            messages.success(request, _ended_sentence(ended), extra_tags=_undo(request, ended))
    return redirect("alert_manage", request.viewer.commune.slug)


def _ended_sentence(ended: Alert | None) -> str:
    return (
        "L’exercice est terminé." if ended and ended.is_drill else "Le message d’alerte n’est plus affiché."
    )


def _undo(request: Request, ended: Alert | None) -> str:
    """Where « Annuler » leads: sooner than to ask « are you sure » of somebody who has a danger to think of."""
    if ended is None:
        return ""
    return f"{reverse('alert_restore', args=[request.viewer.commune.slug])}?version={ended.version}"


@sending
def alert_restore(request: Request) -> HttpResponse:
    if request.method == "POST":
        version = whole_number(request.GET.get("version", ""), figures=9) or 0
        try:
            managing.restore_alert(viewer=request.viewer, version=version)
        except AlertChangedMeanwhile:
            messages.error(request, "Un autre message a pris sa place\u00a0: celui-ci n’est pas revenu.")
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                "Le message d’alerte est de nouveau affiché\u00a0: "
                "qui avait été prévenu ne l’est pas une seconde fois.",
            )
    return redirect("alert_manage", request.viewer.commune.slug)


@sending
def alert_preview(request: Request) -> HttpResponse:
    """By each way out, as people will see it, while the form is filled."""
    if request.method != "POST":
        return redirect("alert_manage", request.viewer.commune.slug)
    form = _form(request, None, request.POST)
    form.is_valid()
    return render(request, "alerts/alert_preview.html", _preview(request, form))


def _form(request: Request, alert: Alert | None, data: Any = None, **given: Any) -> AlertForm:
    zone, publications = request.viewer.commune.time_zone, recent_publications(request.viewer)
    return AlertForm(data, zone=zone, alert=alert, publications=publications, **given)


def _page(request: Request, form: AlertForm, alert: Alert | None) -> HttpResponse:
    state, past = rules.state_of(alert, now()) if alert else None, past_alerts(request.viewer)
    real = next((one for one, _ in past if not one.is_drill), None)  # an exercise in between announces no end
    context = _preview(request, form) | {
        "form": form,
        "latest": alert,
        "state": state,
        "in_force": state is AlertState.IN_FORCE,
        "ended": state is AlertState.OVER,
        "announces_end": real is not None and rules.may_announce_end(real, now()),
        "waiting_calls": unseen_calls(request.viewer).filter(alert__is_drill=False).count() if past else 0,
        "was_danger": any(one.level == Level.DANGER for _, wordings in past for one in wordings),
        "past": past,
        "ready_messages": READY_MESSAGES,
    }
    return render(request, "alerts/alert_manage.html", context, status=status_of(form))


def _preview(request: Request, form: AlertForm) -> dict[str, Any]:
    alert = form.as_written()
    return above.message_context(request.viewer, alert) | {
        "previews": previews.previews(request.viewer, alert) if alert.text else [],
        "blanks": blanks_left(alert.text),
    }
