"""The town hall blocks a resident, and gives the floor back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.memberships.models import Membership
from civic.memberships.queries.residents import resident_in_view
from civic.restrictions.actions import (
    lift_restriction,
    restore_restriction,
    restrict_resident,
)
from civic.restrictions.forms import LiftForm, RestrictForm
from civic.restrictions.models import Restriction
from civic.restrictions.queries import require_restrictable, restriction_history
from civic.restrictions.refusals import (
    FormUsedBefore,
    NotRestricted,
    RestrictedMeanwhile,
)
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.ui import french
from civic.ui.forms import add_refusal, put_into, status_of


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)
def restriction_make(request: Request, membership_id: UUID) -> HttpResponse:
    viewer = request.viewer
    membership = resident_in_view(viewer, membership_id)
    require_restrictable(viewer, membership)
    running = restriction_history(viewer, membership.person_id).running
    form = RestrictForm(request.POST or None, viewer=viewer, former_id=running.pk if running else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = restrict_resident(
                viewer=viewer,
                membership_id=membership_id,
                scopes=typed["scopes"],
                duration=typed["duration"],
                until=typed["until"],
                reason=typed["reason"],
                words=typed["words"],
                key=typed["key"],
                former_id=typed["former"],
            )
        except (RestrictedMeanwhile, FormUsedBefore) as refusal:
            # All that was typed stays; what is in force now stands above it.
            running = restriction_history(viewer, membership.person_id).running
            put_into(form, "former", running.pk if running else "")
            add_refusal(form, refusal)
        else:
            return _made(request, membership, made, replaced=typed["former"] is not None)
    context = {"form": form, "running": running, **_preview(membership, form)}
    return render(request, "restrictions/restriction_make.html", context, status=status_of(form))


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)
def restriction_preview(request: Request, membership_id: UUID) -> HttpResponse:
    """What the form would do, in a sentence, while it is filled. Writes nothing: it takes the form as it is sent."""
    membership = resident_in_view(request.viewer, membership_id)
    if request.method != "POST":
        return redirect("restriction_make", request.viewer.commune.slug, membership_id)
    form = RestrictForm(request.POST, viewer=request.viewer)
    form.is_valid()
    return render(request, "restrictions/restriction_preview.html", _preview(membership, form))


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)
def restriction_lift(request: Request, membership_id: UUID) -> HttpResponse:
    viewer = request.viewer
    membership = resident_in_view(viewer, membership_id)
    form, draft_name = LiftForm(request.POST or None), f"restriction-lift-{membership_id}"
    if request.method == "POST" and (not request.POST or form.is_valid()):
        words = form.cleaned_data["words"] if form.is_bound else ""
        undo = reverse("restriction_restore", args=[viewer.commune.slug, membership_id])
        lifted = lift_restriction(viewer=viewer, membership_id=membership_id, words=words)
        messages.success(
            request,
            f"Le blocage est levé\u00a0: {membership.person.full_name} peut de nouveau {lifted.restored_text}.",
            extra_tags=f"{draft_name} {undo}",
        )
        return redirect("resident_detail", request.viewer.commune.slug, membership_id)
    running = restriction_history(viewer, membership.person_id).running
    if running is None:
        raise NotRestricted
    context = {"membership": membership, "running": running, "form": form, "draft_name": draft_name}
    return render(request, "restrictions/restriction_lift.html", context, status=status_of(form))


@page(access=Access.TOWN_HALL, right=MANAGE_RESIDENTS, writes=True)
def restriction_restore(request: Request, membership_id: UUID) -> HttpResponse:
    """« Annuler » after a lifting."""
    if request.method == "POST":
        restored = restore_restriction(viewer=request.viewer, membership_id=membership_id)
        messages.success(request, f"Le blocage est remis, {_until(restored)}.")
    return redirect("resident_detail", request.viewer.commune.slug, membership_id)


def _made(request: Request, membership: Membership, made: Restriction, *, replaced: bool) -> HttpResponse:
    undo = reverse("restriction_lift", args=[request.viewer.commune.slug, membership.pk])
    name = membership.person.full_name
    sentence = f"{name} ne peut plus {made.forbidden_text}, {_until(made)}. Un message l’en informe."
    # Undoing a replacement would leave neither of the two.
    messages.success(request, sentence, extra_tags="" if replaced else undo)
    return redirect("resident_detail", request.viewer.commune.slug, membership.pk)


def _until(restriction: Restriction) -> str:
    return french.until(timezone.localtime(restriction.ends_at), timezone.localtime(now()))


def _preview(membership: Membership, form: RestrictForm) -> dict[str, Any]:
    scopes = form.chosen_scopes
    return {
        "membership": membership,
        "forbidden": Restriction(scopes=scopes).forbidden_text if scopes else "",
        "ends_at": None if form.is_bound and form.errors.get("until") else form.ends_at,
    }
