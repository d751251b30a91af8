"""Several requests answered at once, from the list of those that wait."""

from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.text import elided, enumerated
from civic.core.viewer import Viewer
from civic.memberships import rules
from civic.memberships.actions.answering import (
    MOST_AT_ONCE,
    Answers,
    CloseNameInBulk,
    NobodyChosen,
    OwnRequest,
    TooManyRequestsChosen,
    accept_bulk,
    refuse_bulk,
    reopen_bulk,
)
from civic.memberships.actions.decisions import already_answered
from civic.memberships.actions.identity import NameOfTheMayor
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.forms.residents import AcceptForm, BulkRefuseForm, proofs_to_choose
from civic.memberships.models import Membership
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
    if request.method != "POST":
        return redirect(searching.list_url(request))
    chosen = _chosen(request)
    if not chosen or len(chosen) > MOST_AT_ONCE:
        refusal = TooManyRequestsChosen if chosen else NobodyChosen
        messages.error(request, refusal.message)
        return redirect(searching.list_url(request))
    return (_refuse if request.POST.get("action") == "refuse" else _accept)(request, chosen)


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


def _accept(request: Request, chosen: list[UUID]) -> HttpResponse:
    viewer = request.viewer
    form = AcceptForm(request.POST)
    if form.is_valid():
        answers = accept_bulk(viewer=viewer, membership_ids=chosen, **form.cleaned_data)
        return _answered(request, answers, "acceptée")
    memberships, left = _parted(viewer, chosen, accepting=True)
    residences = {membership.residence for membership in memberships}
    context = {
        "proofs": proofs_to_choose(
            last=last_proof(viewer), residence=Residence.MAIN if Residence.MAIN in residences else ""
        ),
        "read_at": now().isoformat(),
    }
    return _asked(request, "memberships/membership_accept_several.html", memberships, left, context)


def _refuse(request: Request, chosen: list[UUID]) -> HttpResponse:
    viewer = request.viewer
    form = BulkRefuseForm(request.POST if "words" in request.POST else None)
    # Of these people: words for some are not put back for others.
    draft_name = f"refusals-{blake2b(''.join(sorted(map(str, chosen))).encode(), digest_size=8).hexdigest()}"
    if form.is_bound and form.is_valid():
        answers = refuse_bulk(viewer=viewer, membership_ids=chosen, words=form.cleaned_data["words"])
        return _answered(request, answers, "refusée", draft=draft_name)
    memberships, left = _parted(viewer, chosen, accepting=False)
    return _asked(
        request,
        "memberships/membership_refuse_several.html",
        memberships,
        left,
        {"form": form, "draft_name": draft_name},
        status_of(form),
    )


type _Left = list[tuple[str, Refusal]]


def _parted(viewer: Viewer, chosen: list[UUID], *, accepting: bool) -> tuple[list[Membership], list[str]]:
    """Those that can be answered so, and sentences about the others: what stands in the way."""
    asked: list[Membership] = []
    left: _Left = []
    found = chosen_requests(viewer, chosen, MOST_AT_ONCE)
    for one in with_namesake_labels(viewer, found):
        if obstacle := _obstacle(viewer, one, accepting=accepting):
            left.append((one.person.full_name, obstacle))
        else:
            asked.append(one)
    return asked, _sentences(left, gone=len(chosen) - len(found))


def _obstacle(viewer: Viewer, one: Membership, *, accepting: bool) -> Refusal | None:
    if one.status != MembershipStatus.PENDING:
        return already_answered(membership=one)
    if one.person_id == viewer.person_id:
        return OwnRequest()
    if accepting and one.has_close_name:
        return NameOfTheMayor() if rules.is_for_the_mayor(viewer, one) else CloseNameInBulk()
    return None


def _asked(
    request: Request,
    template: str,
    memberships: list[Membership],
    left: list[str],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Whom it is about, before anything is decided."""
    if not memberships:
        return _back(request, left)
    context |= {
        "memberships": memberships,
        "left": left,
        "place": searching.place_in_list(request),
        "back_url": searching.list_url(request),
    }
    return render(request, template, context, status=status)


def _chosen(request: Request) -> list[UUID]:
    """Those that were ticked, each once. Http404 for what no page wrote."""
    try:
        return list(dict.fromkeys(UUID(value) for value in request.POST.getlist("demande")))
    except ValueError as error:
        raise Http404 from error


def _answered(request: Request, answers: Answers, answer: str, *, draft: str = "") -> HttpResponse:
    commune = request.viewer.commune.slug
    done = [membership.person.full_name for membership in answers.done]
    if done:
        undo = reverse("membership_bulk_reopen", args=[commune, answers.stamp])
        sentence = (
            f"La demande {elided('de', done[0])} est {answer}."
            if len(done) == 1
            else f"{len(done)} demandes sont {answer}s\u00a0: {enumerated(done)}."
        )
        messages.success(request, sentence, extra_tags=f"{draft} {undo}{searching.place_in_list(request)}")
    return _back(request, _sentences(answers.left, gone=answers.gone))


def _back(request: Request, left: list[str]) -> HttpResponse:
    for sentence in left:
        messages.warning(request, sentence)
    return redirect(searching.list_url(request))


def _sentences(left: _Left, *, gone: int) -> list[str]:
    """Each obstacle once, with all whom it concerns; and how many are there no more."""
    alike: dict[str, _Left] = {}
    for name, refusal in left:
        alike.setdefault(refusal.of_several or refusal.message, []).append((name, refusal))
    sentences = [
        f"{enumerated([name for name, _ in found])}\u00a0: "
        f"{french.midsentence(of_several if len(found) > 1 else found[0][1].message)}"
        for of_several, found in alike.items()
    ]
    if gone:
        sentences.append(french.counted(gone, "demande n’existe plus.", "demandes n’existent plus."))
    return sentences
