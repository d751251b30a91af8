"""Who acts for a town hall, acted, or is asked to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from civic.accounts.queries import columns_to_defer, name_of
from civic.core.clock import now, stored_moment
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject, WaitingLine
from civic.core.desk_sources import DeskTask
from civic.core.refusals import require
from civic.core.text import elided
from civic.core.viewer import Viewer
from civic.delegations import rules
from civic.delegations.enums import DelegationState
from civic.delegations.models import ANSWERED_WITHIN, Delegation, DelegationQuerySet
from civic.memberships.queries import namesakes
from civic.ui import french

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
    groups: dict[str, list[DelegationRow]] = {"running": [], "offered": [], "planned": [], "former": []}
    values = viewer.commune.id, moment, moment - ANSWERED_WITHIN
    shown = [*_standing(*values), *_former(*values)]
    # Of who was invited and did not accept, the account stays unknown.
    labels = namesakes.namesake_labels(viewer, [one.person for one in shown if one.accepted_at])
    for delegation in shown:
        state = delegation.state_at(moment)
        label = labels.get(delegation.person_id, "") if delegation.accepted_at else ""
        groups[state.value if state.value in groups else "former"].append(
            DelegationRow(delegation, state, label)
        )
    return groups


@compiled
def _standing(commune_id: int, moment: datetime, offered_after: datetime) -> "QuerySet[Delegation]":
    return _of_commune(commune_id).given_or_awaiting(moment, offered_after)


@compiled
def _former(commune_id: int, moment: datetime, offered_after: datetime) -> "QuerySet[Delegation]":
    standing = Delegation.objects.given_or_awaiting(moment, offered_after)
    return _of_commune(commune_id).exclude(pk__in=standing.values("pk"))[:MOST_FORMER]


def _of_commune(commune_id: int) -> DelegationQuerySet:
    rows = Delegation.objects.filter(commune_id=commune_id).select_related("person__photo")
    rows = rows.defer(*columns_to_defer(pictured="person"))
    return rows.order_by("-offered_at", "-pk")


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
    return next(iter(_offers_to(viewer)), None)


def strip_lines(viewer: Viewer) -> list[WaitingLine]:
    """Above the feed: the invitations that wait for the viewer's answer, in any commune."""
    return [
        WaitingLine(
            "person-badge",
            f"La mairie {offer.commune.of_name} vous propose d’agir en son nom",
            reverse("delegation_detail", args=[offer.commune.slug, offer.pk]),
            "Répondre",
        )
        for offer in _offers_to(viewer)
    ]


def _offers_to(viewer: Viewer) -> list[Delegation]:
    moment = now()
    return _offers(viewer.own_id, moment, moment - ANSWERED_WITHIN)


@compiled
def _offers(person_id: UUID, at: datetime, offered_after: datetime) -> "QuerySet[Delegation]":
    rows = Delegation.objects.awaiting_answer(at, offered_after).filter(person_id=person_id)
    return rows.select_related("commune", "given_by").order_by("-offered_at")


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


# --- The town hall's desk -------------------------------------------------------------------------------------------

ENDS_SOON = timedelta(days=14)
DESK_COLUMNS = {
    "person": name_of("person_id"),
    **{name: F(name) for name in ("invited_name", "invited_email", "title", "accepted_at", "ends_at")},
}


def undelivered(viewer: Viewer) -> "QuerySet[Any]":
    """Invitations whose mail was refused: nobody knows of them."""
    rows = Delegation.objects.standing(now()).filter(commune_id=viewer.commune.id, accepted_at=None)
    return rows.filter(mail_refused_at__isnull=False).annotate(since=F("mail_refused_at"))


def undelivered_line(viewer: Viewer, delegation_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    return DeskTask(
        f"L’invitation {elided('de', _name(row))} n’est pas arrivée",
        f"L’adresse {row['invited_email']} a refusé le message.",
        _page_of(viewer, delegation_id),
        "Corriger",
    )


def unanswered(viewer: Viewer) -> "QuerySet[Any]":
    moment = now()
    rows = Delegation.objects.awaiting_answer(moment, moment - ANSWERED_WITHIN)
    return rows.filter(commune_id=viewer.commune.id, mail_refused_at=None).annotate(since=F("offered_at"))


def unanswered_line(viewer: Viewer, delegation_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    return DeskTask(
        f"{_name(row)} n’a pas encore répondu à votre invitation",
        row["title"],
        _page_of(viewer, delegation_id),
        "Voir",
    )


def ending_soon(viewer: Viewer) -> "QuerySet[Any]":
    moment = now()
    rows = Delegation.objects.running(moment).filter(commune_id=viewer.commune.id)
    return rows.filter(ends_at__lt=moment + ENDS_SOON).annotate(since=F("ends_at"))


def ending_soon_line(viewer: Viewer, delegation_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    ends_at, today = timezone.localtime(stored_moment(row["ends_at"])), timezone.localtime(now())
    return DeskTask(
        f"{_name(row)} agit pour la mairie {french.until(ends_at, today)}",
        row["title"],
        _page_of(viewer, delegation_id),
        "Prolonger",
    )


def _page_of(viewer: Viewer, delegation_id: UUID) -> str:
    return reverse("delegation_edit", args=[viewer.commune.slug, delegation_id])


def _name(row: Mapping[str, Any]) -> str:
    """As `Delegation.display_name` gives it."""
    return row["person"] if row["accepted_at"] else row["invited_name"] or row["person"]


def delegations_given(commune_id: int) -> "QuerySet[Delegation]":
    """Whoever was invited counts, whatever came of it."""
    return Delegation.objects.filter(commune_id=commune_id)
