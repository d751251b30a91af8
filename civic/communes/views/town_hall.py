"""The town hall's side: who asks to belong."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.communes import actions, queries
from civic.communes.enums import MembershipStatus, Right
from civic.communes.forms.town_hall import AcceptForm, RefuseForm
from civic.core.access import Access, Request, page

TABS = {
    "attente": (MembershipStatus.PENDING, "En attente"),
    "inscrits": (MembershipStatus.ACCEPTED, "Inscrits"),
    "refuses": (MembershipStatus.REFUSED, "Refusés"),
}


@page(access=Access.TOWN_HALL, right=Right.RESIDENTS)
def membership_list(request: Request) -> HttpResponse:
    """« Vos administrés », tab by tab; the requests that wait come first."""
    viewer = request.viewer
    chosen = request.GET.get("liste", "attente")
    if chosen not in TABS:
        raise Http404
    status, _ = TABS[chosen]
    found = queries.memberships_by_status(viewer, status, after=request.GET.get("apres", ""))
    waiting = queries.waiting_count(viewer)
    address = reverse("membership_list", args=[viewer.commune.slug])
    tabs = [
        {
            "label": title,
            "url": f"{address}?liste={name}",
            "current": name == chosen,
            "count": waiting if name == "attente" else 0,
        }
        for name, (_, title) in TABS.items()
    ]
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "memberships": found.memberships,
        "next_url": f"{address}?{urlencode({'liste': chosen, 'apres': found.next_before})}"
        if found.next_before
        else "",
        "accept_form": AcceptForm(),
    }
    return render(request, "communes/membership_list.html", context)


@page(access=Access.TOWN_HALL, right=Right.RESIDENTS, writes=True)
def membership_accept(request: Request, membership_id: UUID) -> HttpResponse:
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        messages.error(request, "Dites comment vous avez vérifié cette inscription, puis acceptez.")
    elif request.method == "POST":
        membership = actions.accept_membership(
            viewer=request.viewer, membership_id=membership_id, proof=form.cleaned_data["proof"]
        )
        return _decided(
            request,
            membership_id,
            f"{membership.person.full_name} fait maintenant partie de vos administrés.",
        )
    return redirect("membership_list", request.viewer.commune.slug)


@page(access=Access.TOWN_HALL, right=Right.RESIDENTS, writes=True)
def membership_refuse(request: Request, membership_id: UUID) -> HttpResponse:
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = actions.refuse_membership(
            viewer=request.viewer, membership_id=membership_id, words=form.cleaned_data["words"]
        )
        return _decided(request, membership_id, f"La demande de {membership.person.full_name} est refusée.")
    context = {"membership": queries.membership_in_view(request.viewer, membership_id), "form": form}
    return render(request, "communes/membership_refuse.html", context, status=422 if form.errors else 200)


@page(access=Access.TOWN_HALL, right=Right.RESIDENTS, writes=True)
def membership_reopen(request: Request, membership_id: UUID) -> HttpResponse:
    """« Annuler » after a decision: the request waits again."""
    if request.method == "POST":
        membership = actions.reopen_membership(viewer=request.viewer, membership_id=membership_id)
        messages.success(request, f"La demande de {membership.person.full_name} est de nouveau en attente.")
    return redirect("membership_list", request.viewer.commune.slug)


def _decided(request: Request, membership_id: UUID, sentence: str) -> HttpResponse:
    slug = request.viewer.commune.slug
    undo = reverse("membership_reopen", args=[slug, membership_id])
    messages.success(request, sentence, extra_tags=undo)
    return redirect("membership_list", slug)
