"""The invitation as the person invited sees it, and later what they may do in the town hall's name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.accounts import queries as accounts
from civic.core import registry
from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.delegations.actions import accept_delegation, decline_delegation
from civic.delegations.enums import DelegationState
from civic.delegations.forms.delegations import rights_in_words
from civic.delegations.queries.delegations import own_delegation, running_delegation


@page(access=Access.TOWN_HALL)
def delegation_own(request: Request) -> HttpResponse:
    """« Ma procuration »: the one that the viewer acts by. A mayor has given some, and holds none."""
    viewer = request.viewer
    delegation = running_delegation(viewer)
    if delegation is None:
        return redirect("commune_page" if not viewer.is_mayor else "delegation_list", viewer.commune.slug)
    return redirect("delegation_detail", viewer.commune.slug, delegation.pk)


@page(access=Access.SIGNED_IN)
def delegation_detail(request: Request, delegation_id: UUID) -> HttpResponse:
    delegation = own_delegation(request.viewer, delegation_id)
    state = delegation.state_at(now())
    guarded = [right.label for right in registry.rights() if right.is_guarded and right in delegation.rights]
    has_strong = accounts.has_strong_authentication(request.viewer)
    context = {
        "delegation": delegation,
        "rights": rights_in_words(delegation),
        "guarded": guarded,
        "protection": "" if has_strong else _protection(state, needed=bool(guarded)),
    }
    return render(request, f"delegations/delegation_detail/{state.value}.html", context)


def _protection(state: DelegationState, *, needed: bool) -> str:
    """The template that speaks of the strong sign-in: some rights wait for it, it does good to all."""
    if needed:
        return "delegations/protection_needed.html" if state in DelegationState.standing() else ""
    return "delegations/protection_advised.html" if state == DelegationState.RUNNING else ""


@page(access=Access.SIGNED_IN, writes=True)
def delegation_accept(request: Request, delegation_id: UUID) -> HttpResponse:
    if request.method == "POST":
        delegation = accept_delegation(viewer=request.viewer, delegation_id=delegation_id)
        messages.success(
            request, f"Vous agissez pour la mairie {delegation.commune.of_name}. Merci de votre aide."
        )
    else:
        own_delegation(request.viewer, delegation_id)
    return redirect("delegation_detail", request.viewer.commune.slug, delegation_id)


@page(access=Access.SIGNED_IN, writes=True)
def delegation_decline(request: Request, delegation_id: UUID) -> HttpResponse:
    if request.method == "POST":
        decline_delegation(viewer=request.viewer, delegation_id=delegation_id)
        messages.success(request, "Vous avez refusé cette invitation. La mairie en est prévenue.")
    else:
        own_delegation(request.viewer, delegation_id)
    return redirect("delegation_detail", request.viewer.commune.slug, delegation_id)
