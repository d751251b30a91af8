"""Changing who one is, once a town hall has accepted it: the person asks, each town hall answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.accounts import queries as people
from civic.core.access import Access, Request, page
from civic.core.refusals import Refusal
from civic.core.text import elided
from civic.memberships import rules
from civic.memberships.actions.identity import (
    AgreedForGood,
    AlreadyInEffect,
    CloseNameUnread,
    NoLongerAwaited,
    accept_identity_change,
    ask_identity_change,
    refuse_identity_change,
    take_back_acceptance,
    withdraw_identity_change,
)
from civic.memberships.enums import IdentityState
from civic.memberships.forms.identity import IdentityChangeForm, IdentityRefuseForm
from civic.memberships.models import IdentityAnswer
from civic.memberships.queries.identity import answer_in_view, answers_to, latest_change, may_take_back
from civic.memberships.queries.namesakes import close_name_asked
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.ui.forms import add_refusal, status_of

own = page(access=Access.SIGNED_IN, writes=True)


@own
def identity_change(request: Request) -> HttpResponse:
    """« Mon identité »: how far the request is, or a form for one."""
    viewer = request.viewer
    person = people.self_of(viewer)
    if not person.identity_accepted_at:
        return redirect("account_detail")
    initial = {name: getattr(person, name) for name in ("civility", "first_name", "last_name", "birth_date")}
    form = IdentityChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_identity_change(viewer=viewer, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            is_done = asked.state == IdentityState.ACCEPTED
            messages.success(
                request, "Votre identité est changée." if is_done else "Votre demande part à la mairie."
            )
            return redirect("identity_change")
    change = latest_change(viewer.own_id)
    context = {
        "person": person,
        "change": change,
        "answers": answers_to(change) if change else [],
        "waits": change is not None and change.state == IdentityState.WAITING,
        "form": form,
    }
    return render(request, "memberships/identity_change.html", context, status=status_of(form))


@own
def identity_withdraw(request: Request) -> HttpResponse:
    if request.method == "POST":
        withdraw_identity_change(viewer=request.viewer)
        messages.success(request, "Votre demande est retirée\u00a0: votre identité reste la même.")
    return redirect("identity_change")


town_hall = page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)


@town_hall
def identity_answer(request: Request, answer_id: UUID) -> HttpResponse:
    """What somebody asks to be called from now on, and the town hall's answer."""
    viewer = request.viewer
    answer = answer_in_view(viewer, answer_id)
    if request.method == "POST" and not answer.waits:
        messages.info(request, NoLongerAwaited.message)
        return redirect("identity_answer", viewer.commune.slug, answer_id)
    form = IdentityRefuseForm(request.POST if "refuse" in request.POST else None)
    draft_name = f"identity-refusal-{answer_id}"
    if request.method == "POST" and "accept" in request.POST:
        try:
            return _accepted(request, accept_identity_change(viewer=viewer, answer_id=answer_id))
        except CloseNameUnread:
            return redirect("identity_accept", viewer.commune.slug, answer_id)
    if form.is_bound and form.is_valid():
        refuse_identity_change(viewer=viewer, answer_id=answer_id, words=form.cleaned_data["words"])
        former = elided("de", answer.change.former_name)
        sentence = f"La demande {former} est refusée. Votre message part."
        messages.success(request, sentence, extra_tags=draft_name)
        return redirect("identity_answer", viewer.commune.slug, answer_id)
    close = close_name_asked(answer) if answer.waits else None
    context = {
        "answer": answer,
        "change": answer.change,
        "close": close,
        "may_answer": answer.waits and rules.may_answer_identity(viewer, answer),
        "may_accept": rules.may_accept_identity(viewer, answer, close),
        "may_take_back": rules.may_answer_identity(viewer, answer) and may_take_back(answer),
        "form": form,
        "draft_name": draft_name,
    }
    return render(request, "memberships/identity_answer.html", context, status=status_of(form))


@town_hall
def identity_accept(request: Request, answer_id: UUID) -> HttpResponse:
    """Whose name the new one could be read as, before it is accepted all the same."""
    viewer = request.viewer
    answer = answer_in_view(viewer, answer_id)
    close = close_name_asked(answer)
    if not answer.waits or not close or not rules.may_accept_identity(viewer, answer, close):
        return redirect("identity_answer", viewer.commune.slug, answer_id)
    if request.method == "POST":
        answer = accept_identity_change(viewer=viewer, answer_id=answer_id, has_read_close_name=True)
        return _accepted(request, answer)
    context = {"answer": answer, "change": answer.change, "close": close}
    return render(request, "memberships/identity_accept.html", context)


@town_hall
def identity_reopen(request: Request, answer_id: UUID) -> HttpResponse:
    if request.method == "POST":
        try:
            answer = take_back_acceptance(viewer=request.viewer, answer_id=answer_id)
        except (AgreedForGood, AlreadyInEffect, NoLongerAwaited) as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                f"Votre accord est repris\u00a0: l’identité reste {answer.change.former_name}, et la demande attend "
                "de nouveau votre réponse.",
            )
    return redirect("identity_answer", request.viewer.commune.slug, answer_id)


def _accepted(request: Request, answer: IdentityAnswer) -> HttpResponse:
    place = (request.viewer.commune.slug, answer.pk)
    if answer.change.state == IdentityState.ACCEPTED:
        messages.success(request, f"C’est fait\u00a0: {rules.identity_words(answer.change)}.")
    else:
        said = "Votre réponse est enregistrée. Le changement attend encore celle d’une autre mairie."
        messages.success(request, said, extra_tags=reverse("identity_reopen", args=place))
    return redirect("identity_answer", *place)
