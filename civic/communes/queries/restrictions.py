"""Who may not speak for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from civic.communes import rules
from civic.communes.enums import MembershipStatus
from civic.communes.models import Membership, Restriction
from civic.communes.viewer import viewer_for
from civic.core.clock import now
from civic.core.cursor import cursor_at, position
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer

PAGE_SIZE = 20
MOST_COUNTED = 1000
MOST_SHOWN = 50  # of the history of one person

# The open one first, then the last that closed: of two made around a clock that went back, the right one.
_LAST_FIRST = (F("closed_at").desc(nulls_first=True), "-starts_at", "-id")


class NotAResident(Refusal):
    message = "Seule une personne inscrite dans votre commune peut être bloquée."


class OneselfRestricted(Refusal):
    message = "Vous ne pouvez pas vous bloquer vous-même."


class MayorRestricted(Refusal):
    message = "Le maire ne peut pas être bloqué sur la page de sa commune."


class DelegateRestricted(Refusal):
    message = "Cette personne agit pour la mairie. Retirez d’abord sa délégation, puis bloquez-la."


@dataclass(frozen=True, slots=True)
class RestrictionHistory:
    """Of one person in the commune in view. `past`: the last that ended first."""

    running: Restriction | None
    past: list[Restriction]


@dataclass(frozen=True, slots=True)
class RestrictionPage:
    """`next_before`: cursor of the next page, "" at the end."""

    restrictions: Sequence[Restriction]
    next_before: str


def require_restrictable(viewer: Viewer, membership: Membership) -> None:
    """Raises the refusal that says why this person cannot be restricted."""
    if membership.person_id == viewer.person_id:
        raise OneselfRestricted
    there = viewer_for(person_id=membership.person_id, commune_id=membership.commune_id)
    if there.is_mayor:
        raise MayorRestricted
    if there.is_town_hall:
        raise DelegateRestricted
    if membership.status != MembershipStatus.ACCEPTED:
        raise NotAResident


def restriction_history(viewer: Viewer, person_id: UUID) -> RestrictionHistory:
    require(rules.may_manage_residents(viewer))
    rows = Restriction.objects.filter(commune_id=viewer.commune.id, person_id=person_id)
    found = list(rows.select_related("made_by", "lifted_by").order_by(*_LAST_FIRST)[:MOST_SHOWN])
    moment = now()
    running = next((row for row in found if row.closed_at is None and row.ends_at > moment), None)
    return RestrictionHistory(running, [row for row in found if row is not running])


def own_restriction(viewer: Viewer) -> Restriction | None:
    """The one that holds the viewer in the commune in view, or the last one that did."""
    own = Restriction.objects.filter(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return own.select_related("made_by").order_by(*_LAST_FIRST).first()


def running_restrictions(viewer: Viewer, *, after: str = "") -> RestrictionPage:
    """« Bloqués »: the last that was made first. Each row has the `membership_id` of the person."""
    require(rules.may_manage_residents(viewer))
    rows = _running(viewer)
    if after:
        moment, last = position(after)
        # The first condition is what the index begins at.
        rows = rows.filter(Q(starts_at__lt=moment) | Q(pk__lt=last), starts_at__lte=moment)
    membership = Membership.objects.filter(commune_id=viewer.commune.id, person_id=OuterRef("person_id"))
    rows = rows.select_related("person__photo", "made_by").order_by("-starts_at", "-id")
    found = list(rows.annotate(membership_id=Subquery(membership.values("pk")[:1]))[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    return RestrictionPage(found, cursor_at(found[-1].starts_at, found[-1].pk) if more else "")


def restricted_count(viewer: Viewer) -> int:
    """How many people are held now; above MOST_COUNTED nobody counts on."""
    return _running(viewer)[:MOST_COUNTED].count()


def _running(viewer: Viewer) -> "QuerySet[Restriction]":
    return Restriction.objects.filter(commune_id=viewer.commune.id, closed_at=None, ends_at__gt=now())


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
    """For those who are told of it."""
    rows = Restriction.objects.select_related("person", "commune", "made_by", "lifted_by")
    return rows.filter(pk=restriction_id).first()


def due_restriction_ids() -> list[UUID]:
    """Whose hour has come, and whose person was not told yet."""
    due = Restriction.objects.filter(closed_at=None, ends_at__lte=now()).order_by("ends_at")
    return list(due.values_list("pk", flat=True)[:500])
