"""« Mes procurations »: the mayor says who acts for the town hall, and takes it back."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.text import elided
from civic.core.throttles import MAILING
from civic.core.viewer import Viewer
from civic.delegations.actions import (
    change_delegation,
    offer_delegation,
    restore_delegation,
    withdraw_delegation,
)
from civic.delegations.enums import DelegationState
from civic.delegations.forms.delegations import DelegationForm, InvitationForm, rights_in_words
from civic.delegations.queries.delegations import DelegationRow, delegation_in_view, delegations
from civic.delegations.refusals import (
    AlreadyDelegate,
    DelegationTooShort,
    WrongAddress,
)
from civic.ui.forms import add_refusal, status_of
from civic.ui.fragments import Filler, drawn, slot
from civic.ui.layout import CSRF, form_fillers

_MOMENTS = ("starts_at", "ends_at", "offered_at", "declined_at", "withdrawn_at", "mail_refused_at")
_LABEL = slot("label")  # names a street, which is encrypted at rest
SECTIONS = {
    "running": "En cours",
    "offered": "Invitations",
    "planned": "À venir",
    "former": "Terminées",
}


@page(access=Access.MAYOR)
def delegation_list(request: Request) -> HttpResponse:
    viewer = request.viewer
    groups, fillers = delegations(viewer), form_fillers(request)
    sections = [
        (title, [_line(viewer, row, fillers) for row in groups[name]], name)
        for name, title in SECTIONS.items()
    ]
    context = {
        "sections": sections,
        "has_any": any(groups.values()),
        "has_strong": viewer.is_strong,
    }
    return render(request, "delegations/delegation_list.html", context)


def _line(viewer: Viewer, row: DelegationRow, fillers: Mapping[str, Filler]) -> SafeString:
    """By the template of its state."""
    one = row.delegation
    moments = {
        name: timezone.localtime(moment) if (moment := getattr(one, name)) else None for name in _MOMENTS
    }
    values = {
        "id": one.pk,
        "slug": viewer.commune.slug,
        "name": one.display_name,
        "portrait": one.person.portrait if one.accepted_at else "",
        "label": _LABEL if row.namesake_label else "",
        "title": one.title,
        "email": "" if one.accepted_at else one.invited_email,
        "rights": ", ".join(label for label, _ in rights_in_words(one)),
        "state": str(row.state.label),
        **moments,
        "year": timezone.localtime(now()).year,  # without which dates are written
        "csrf_token": CSRF,
    }
    filled = {**fillers, "label": lambda: escape(row.namesake_label)}
    return drawn(f"delegations/delegation_line/{row.state.value}.html", values, filled)


@page(access=Access.MAYOR, writes=True, throttle=MAILING)
def delegation_new(request: Request) -> HttpResponse:
    """« Inviter une personne »."""
    viewer, here = request.viewer, request.viewer.commune
    form = InvitationForm(request.POST or None, zone=here.time_zone, commune_name=here.name)
    existing = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            delegation = offer_delegation(
                viewer=viewer,
                email=data["email"],
                first_name=data["first_name"],
                last_name=data["last_name"],
                title=data["title"],
                rights=data["rights"],
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                key=data["key"],
            )
        except AlreadyDelegate as refusal:
            existing = refusal.delegation
            add_refusal(form, refusal, "email")
        except WrongAddress as refusal:
            add_refusal(form, refusal, "email")
        except DelegationTooShort as refusal:
            add_refusal(form, refusal, "ends_on")
        else:
            messages.success(
                request,
                f"L’invitation est envoyée à {delegation.invited_name}. "
                "Rien ne change tant que la personne n’a pas accepté.",
            )
            return redirect("delegation_list", viewer.commune.slug)
    context = {"form": form, "existing": existing}
    return render(request, "delegations/delegation_new.html", context, status=status_of(form))


@page(access=Access.MAYOR, writes=True)
def delegation_edit(request: Request, delegation_id: UUID) -> HttpResponse:
    viewer, here = request.viewer, request.viewer.commune
    delegation = delegation_in_view(viewer, delegation_id)
    initial = {
        "title": delegation.title,
        "rights": delegation.rights,
        "ends_on": timezone.localtime(delegation.ends_at).date() if delegation.ends_at else None,
    }
    form = DelegationForm(request.POST or None, initial=initial, zone=here.time_zone, commune_name=here.name)
    if request.method == "POST" and form.is_valid():
        try:
            change_delegation(
                viewer=viewer,
                delegation_id=delegation_id,
                title=form.cleaned_data["title"],
                rights=form.cleaned_data["rights"],
                ends_at=form.ends_at,
            )
        except DelegationTooShort as refusal:
            add_refusal(form, refusal, "ends_on")
        else:
            messages.success(
                request, f"La procuration {elided('de', delegation.display_name)} est enregistrée."
            )
            return redirect("delegation_list", viewer.commune.slug)
    state = delegation.state_at(now())
    context = {
        "delegation": delegation,
        "form": form,
        "state": state,
        "standing": state in DelegationState.standing(),
        "rights": rights_in_words(delegation),
    }
    return render(request, "delegations/delegation_edit.html", context, status=status_of(form))


@page(access=Access.MAYOR, writes=True)
def delegation_withdraw(request: Request, delegation_id: UUID) -> HttpResponse:
    """« Retirer »: at once. The answer offers to give it back."""
    viewer = request.viewer
    if request.method == "POST":
        delegation = withdraw_delegation(viewer=viewer, delegation_id=delegation_id)
        what = "La procuration" if delegation.accepted_at else "L’invitation"
        messages.success(
            request,
            f"{what} {elided('de', delegation.display_name)} est retirée.",
            extra_tags=reverse("delegation_restore", args=[viewer.commune.slug, delegation_id]),
        )
    return redirect("delegation_list", viewer.commune.slug)


@page(access=Access.MAYOR, writes=True)
def delegation_restore(request: Request, delegation_id: UUID) -> HttpResponse:
    viewer = request.viewer
    if request.method == "POST":
        try:
            delegation = restore_delegation(viewer=viewer, delegation_id=delegation_id)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{delegation.display_name} retrouve sa procuration.")
    return redirect("delegation_list", viewer.commune.slug)
