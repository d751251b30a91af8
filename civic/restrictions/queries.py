"""Who may not speak for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from civic.accounts.queries import columns_to_defer
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.delegations.queries.people import is_delegate
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.restrictions.models import Restriction
from civic.town_halls.queries.town_halls import current_mayor
from civic.town_halls.rules import may_manage_residents

MOST_HELD = 1000
MOST_LISTED = 50  # of the history of one person

# The open one first, then the last that closed: of two made around a clock that went back, the right one.
_LAST_FIRST = (F("closed_at").desc(nulls_first=True), "-starts_at", "-id")


class NotAResident(Refusal):
    message = "Seule une personne inscrite dans votre commune peut être bloquée."


class OneselfRestricted(Refusal):
    message = "Vous ne pouvez pas vous bloquer vous-même."


class MayorRestricted(Refusal):
    message = "Le maire ne peut pas être bloqué sur la page de sa commune."


class DelegateRestricted(Refusal):
    message = "Cette personne agit pour la mairie. Retirez d’abord sa procuration, puis bloquez-la."


@dataclass(frozen=True, slots=True)
class RestrictionHistory:
    """Of one person in the commune in view. `past`: the last that ended first."""

    running: Restriction | None
    past: list[Restriction]


def require_restrictable(viewer: Viewer, membership: Membership) -> None:
    """Raises the refusal that says why this person cannot be restricted."""
    if membership.person_id == viewer.person_id:
        raise OneselfRestricted
    mayor = current_mayor(membership.commune_id)
    if mayor and mayor.person_id == membership.person_id:
        raise MayorRestricted
    if is_delegate(membership.person_id, membership.commune_id):
        raise DelegateRestricted
    if membership.status != MembershipStatus.ACCEPTED:
        raise NotAResident


def restriction_history(viewer: Viewer, person_id: UUID) -> RestrictionHistory:
    require(may_manage_residents(viewer))
    found, moment = _history(viewer.commune.id, person_id), now()
    running = next((row for row in found if row.closed_at is None and row.ends_at > moment), None)
    return RestrictionHistory(running, [row for row in found if row is not running])


@compiled
def _history(commune_id: int, person_id: UUID) -> "QuerySet[Restriction]":
    rows = Restriction.objects.filter(commune_id=commune_id, person_id=person_id)
    rows = rows.select_related("made_by", "lifted_by").defer(*columns_to_defer("made_by", "lifted_by"))
    return rows.order_by(*_LAST_FIRST)[:MOST_LISTED]


def own_restriction(viewer: Viewer) -> Restriction | None:
    """The one that holds the viewer in the commune in view, or the last one that did."""
    own = Restriction.objects.filter(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return own.select_related("made_by").order_by(*_LAST_FIRST).first()


def annotate_restrictions(viewer: Viewer, memberships: Sequence[Membership]) -> None:
    """Set on each the `restriction` that holds its person now, or None."""
    people = [one.person_id for one in memberships]
    found = {row.person_id: row for row in _restrictions_of(viewer.commune.id, people, now())}
    for membership in memberships:
        membership.restriction = found.get(membership.person_id)  # type: ignore[attr-defined]


def _running(commune_id: int, moment: datetime) -> "QuerySet[Restriction]":
    return Restriction.objects.filter(commune_id=commune_id, closed_at=None, ends_at__gt=moment)


def restricted_residents(commune_id: int, moment: datetime) -> "QuerySet[Restriction, UUID]":
    """By their keys: the last MOST_HELD."""
    latest = _running(commune_id, moment).order_by("-starts_at", "-id")
    latest = latest.filter(
        person__memberships__commune_id=commune_id, person__memberships__status=MembershipStatus.ACCEPTED
    )
    return latest.values_list("person_id", flat=True)[:MOST_HELD]


@compiled
def _restrictions_of(commune_id: int, people: list[UUID], moment: datetime) -> "QuerySet[Restriction]":
    rows = _running(commune_id, moment).filter(person_id__in=people)
    return rows.select_related("made_by").defer(*columns_to_defer("made_by"))


def open_restriction_for_update(viewer: Viewer, person_id: UUID) -> Restriction | None:
    """The one that is not closed, though its hour may have come; locked. The caller holds the membership."""
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("made_by", "lifted_by")
    return rows.filter(commune_id=viewer.commune.id, person_id=person_id, closed_at=None).first()


def last_restriction_for_update(viewer: Viewer, person_id: UUID) -> Restriction | None:
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("lifted_by")
    rows = rows.filter(commune_id=viewer.commune.id, person_id=person_id)
    return rows.order_by(*_LAST_FIRST).first()


def restriction_for_update(restriction_id: UUID) -> Restriction:
    """Wherever it is: for those who look at the whole platform, and for the clock."""
    row = Restriction.objects.select_for_update().filter(pk=restriction_id).first()
    if row is None:
        raise Http404
    return row


def restriction_with_person(restriction_id: UUID) -> Restriction | None:
    """For those who are notified of it."""
    rows = Restriction.objects.select_related("person", "commune", "made_by", "lifted_by")
    return rows.filter(pk=restriction_id).first()


def due_restriction_ids() -> list[UUID]:
    """Whose hour has come, and whose person was not notified yet."""
    due = Restriction.objects.filter(closed_at=None, ends_at__lte=now()).order_by("ends_at")
    return list(due.values_list("pk", flat=True)[:500])


def restriction_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Restrictions by the name of the person."""
    if not may_manage_residents(viewer):
        return {}
    rows = Restriction.objects.filter(pk__in=ids, commune_id=viewer.commune.id).select_related("person")
    return {str(one.pk): Subject(one.person.full_name) for one in rows}
