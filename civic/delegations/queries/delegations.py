"""Who acts for a town hall, acted, or is asked to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from civic.core.clock import now
from civic.core.descriptors import Subject
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.delegations import rules
from civic.delegations.enums import DelegationState
from civic.delegations.models import Delegation
from civic.memberships.queries import namesakes

MOST_FORMER = 100  # shown: those before stand in the journal


@dataclass(frozen=True, slots=True)
class DelegationRow:
    delegation: Delegation
    state: DelegationState
    namesake_label: str  # what distinguishes the person from who is called the same


def delegations(viewer: Viewer) -> dict[str, list[DelegationRow]]:
    """All of the commune in view, for its mayor: `running`, `offered`, `planned` and `former`, newest first."""
    require(rules.may_change_delegation(viewer))
    moment = now()
    rows = Delegation.objects.filter(commune_id=viewer.commune.id).select_related("person__photo")
    standing = rows.standing(moment).order_by("-offered_at", "-pk")
    former = rows.exclude(pk__in=Delegation.objects.standing(moment).values("pk")).order_by(
        "-offered_at", "-pk"
    )
    groups: dict[str, list[DelegationRow]] = {"running": [], "offered": [], "planned": [], "former": []}
    shown = [*standing, *former[:MOST_FORMER]]
    # Of who was invited and did not accept, the account stays unknown.
    labels = namesakes.namesake_labels(viewer, [one.person for one in shown if one.accepted_at])
    for delegation in shown:
        state = delegation.state_at(moment)
        label = labels.get(delegation.person_id, "") if delegation.accepted_at else ""
        groups[state.value if state.value in groups else "former"].append(
            DelegationRow(delegation, state, label)
        )
    return groups


def delegation_in_view(viewer: Viewer, delegation_id: UUID) -> Delegation:
    """One of the commune in view, for its mayor."""
    require(rules.may_change_delegation(viewer))
    return _one(Q(pk=delegation_id, commune_id=viewer.commune.id))


def delegation_for_update(viewer: Viewer, delegation_id: UUID) -> Delegation:
    return _one(Q(pk=delegation_id, commune_id=viewer.commune.id), lock=True)


def own_delegation(viewer: Viewer, delegation_id: UUID) -> Delegation:
    """One that was offered to the viewer: nobody else learns that it exists."""
    return _one(Q(pk=delegation_id, commune_id=viewer.commune.id, person_id=viewer.own_id))


def own_delegation_for_update(viewer: Viewer, delegation_id: UUID) -> Delegation:
    return _one(Q(pk=delegation_id, commune_id=viewer.commune.id, person_id=viewer.own_id), lock=True)


def _one(which: Q, *, lock: bool = False) -> Delegation:
    rows = Delegation.objects.select_related("person__photo", "given_by", "commune")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(which).first()
    if found is None:
        raise Http404
    return found


def running_delegation(viewer: Viewer) -> Delegation | None:
    """The one by which the viewer acts for the commune in view, the first where there are several."""
    rows = Delegation.objects.running(now()).filter(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return rows.order_by("starts_at", "pk").first()


def offered_delegation(viewer: Viewer) -> Delegation | None:
    """The newest invitation that waits for the viewer's answer, in any commune."""
    return _offers(now()).filter(person_id=viewer.own_id).order_by("-offered_at").first()


def _offers(moment: datetime) -> "QuerySet[Delegation]":
    rows = Delegation.objects.standing(moment).filter(accepted_at=None)
    return rows.select_related("commune", "given_by")


def delegation_with_people(delegation_id: UUID) -> Delegation | None:
    """For those who are notified of it."""
    rows = Delegation.objects.select_related("person", "given_by", "commune")
    return rows.filter(pk=delegation_id).first()


def delegation_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    if not rules.may_change_delegation(viewer):
        return {}
    rows = Delegation.objects.filter(pk__in=ids, commune_id=viewer.commune.id).select_related("person")
    slug = viewer.commune.slug
    return {
        str(one.pk): Subject(one.display_name, reverse("delegation_edit", args=[slug, one.pk]))
        for one in rows
    }
