"""Several requests answered at once, from the list of those that wait."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.text import elided, enumerated
from civic.memberships.actions.answering import (
    MOST_AT_ONCE,
    Answers,
    NobodyChosen,
    TooManyRequestsChosen,
    accept_bulk,
    refuse_bulk,
    reopen_bulk,
)
from civic.memberships.enums import Residence
from civic.memberships.forms.residents import AcceptForm, BulkRefuseForm, proofs_to_choose
from civic.memberships.queries.memberships import chosen_requests
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.queries.residents import last_proof
from civic.memberships.views import searching
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.ui import french
from civic.ui.forms import status_of

answering = page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)


@answering
def membership_decide(request: Request) -> HttpResponse:
    """« Accepter… », or « Refuser… »: those chosen are shown first, and what was seen is asked, or the message."""
    viewer = request.viewer
    if request.method != "POST":
        return redirect(searching.list_url(request))
    chosen = _chosen(request)
    if not chosen or len(chosen) > MOST_AT_ONCE:
        refusal = TooManyRequestsChosen if chosen else NobodyChosen
        messages.error(request, refusal.message)
        return redirect(searching.list_url(request))
    if request.POST.get("action") == "refuse":
        return _refuse(request, chosen)
    form = AcceptForm(request.POST)
    if form.is_valid():
        answers = accept_bulk(viewer=viewer, membership_ids=chosen, **form.cleaned_data)
        return _answered(request, answers, "acceptée")
    context = _chosen_in_context(request, chosen)
    residences = {membership.residence for membership in context["memberships"]}
    context["proofs"] = proofs_to_choose(
        last=last_proof(viewer), residence=Residence.MAIN if Residence.MAIN in residences else ""
    )
    context["read_at"] = now().isoformat()
    return render(request, "memberships/membership_accept_several.html", context)


@answering
def membership_bulk_reopen(request: Request, stamp: int) -> HttpResponse:
    """« Annuler » after several were answered at once."""
    if request.method == "POST":
        reopened = reopen_bulk(viewer=request.viewer, stamp=stamp)
        waiting = (
            f"La demande {elided('de', reopened[0].person.full_name)} est"
            if len(reopened) == 1
            else f"{len(reopened)} demandes sont"
        )
        messages.success(request, f"{waiting} de nouveau en attente.")
    return redirect(searching.list_url(request))


def _refuse(request: Request, chosen: list[UUID]) -> HttpResponse:
    viewer = request.viewer
    form = BulkRefuseForm(request.POST if "words" in request.POST else None)
    if form.is_bound and form.is_valid():
        answers = refuse_bulk(viewer=viewer, membership_ids=chosen, words=form.cleaned_data["words"])
        return _answered(request, answers, "refusée")
    context = _chosen_in_context(request, chosen) | {"form": form}
    status = status_of(form)
    return render(request, "memberships/membership_refuse_several.html", context, status=status)


def _chosen_in_context(request: Request, chosen: list[UUID]) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "memberships": with_namesake_labels(viewer, chosen_requests(viewer, chosen, MOST_AT_ONCE)),
        "place": searching.place_in_list(request),
        "back_url": searching.list_url(request),
    }


def _chosen(request: Request) -> list[UUID]:
    """Those that were ticked, each once. Http404 for what no page wrote."""
    try:
        return list(dict.fromkeys(UUID(value) for value in request.POST.getlist("demande")))
    except ValueError as error:
        raise Http404 from error


def _answered(request: Request, answers: Answers, answer: str) -> HttpResponse:
    commune = request.viewer.commune.slug
    done = [membership.person.full_name for membership in answers.done]
    if done:
        undo = reverse("membership_bulk_reopen", args=[commune, answers.stamp])
        sentence = (
            f"La demande {elided('de', done[0])} est {answer}."
            if len(done) == 1
            else f"{len(done)} demandes sont {answer}s\u00a0: {enumerated(done)}."
        )
        messages.success(request, sentence, extra_tags=undo + searching.place_in_list(request))
    left: dict[str, list[str]] = {}
    for name, why in answers.left:
        left.setdefault(why, []).append(name)
    for why, names in left.items():
        messages.warning(request, f"{enumerated(names)}\u00a0: {french.midsentence(why)}")
    return redirect(searching.list_url(request))
