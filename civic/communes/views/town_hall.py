"""The town hall's side: who asks to belong, and the settings of the page."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civic.communes import actions, queries
from civic.communes.enums import MembershipStatus, Right
from civic.communes.forms.town_hall import AcceptForm, RefuseForm, TownHallForm
from civic.communes.models import Membership, Restriction
from civic.core.access import Access, Request, page

TABS = {
    "attente": (MembershipStatus.PENDING, "En attente"),
    "inscrits": (MembershipStatus.ACCEPTED, "Inscrits"),
    "bloques": (None, "Bloqués"),
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
    after = request.GET.get("apres", "")
    memberships: Sequence[Membership] = []
    restrictions: Sequence[Restriction] = []
    if status is None:
        held = queries.running_restrictions(viewer, after=after)
        restrictions, next_before = held.restrictions, held.next_before
    else:
        found = queries.memberships_by_status(viewer, status, after=after)
        memberships, next_before = found.memberships, found.next_before
    counts = {"attente": queries.waiting_count(viewer), "bloques": queries.restricted_count(viewer)}
    address = reverse("membership_list", args=[viewer.commune.slug])
    tabs = [
        {
            "label": title,
            "url": f"{address}?liste={name}",
            "current": name == chosen,
            "count": counts.get(name, 0),
        }
        for name, (_, title) in TABS.items()
    ]
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "memberships": memberships,
        "restrictions": restrictions,
        "next_url": f"{address}?{urlencode({'liste': chosen, 'apres': next_before})}" if next_before else "",
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


@page(access=Access.TOWN_HALL, right=Right.PAGE, writes=True)
def town_hall_settings(request: Request) -> HttpResponse:
    viewer = request.viewer
    hall = queries.town_hall_of(viewer.commune.id)
    initial = {name: getattr(hall, name) for name in TownHallForm.base_fields}
    initial["accepts_automatically"] = "1" if hall and hall.accepts_automatically else "0"
    form = TownHallForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(viewer=viewer, fields=form.cleaned_data)
        messages.success(request, "Vos réglages sont enregistrés.")
        return redirect("town_hall_settings", viewer.commune.slug)
    return render(
        request, "communes/town_hall_settings.html", {"form": form}, status=422 if form.errors else 200
    )


def _decided(request: Request, membership_id: UUID, sentence: str) -> HttpResponse:
    slug = request.viewer.commune.slug
    undo = reverse("membership_reopen", args=[slug, membership_id])
    messages.success(request, sentence, extra_tags=undo)
    return redirect("membership_list", slug)
