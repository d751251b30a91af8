"""Who belongs where."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, Prefetch, QuerySet
from django.http import Http404

from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership, ProofFile
from civic.town_halls.queries.town_halls import office_held_by
from civic.town_halls.rules import may_manage_residents


def own_membership(viewer: Viewer) -> Membership | None:
    """The viewer's registration with the commune in view, whatever its state."""
    return Membership.objects.filter(commune_id=viewer.commune.id, person_id=viewer.own_id).first()


def accepted_in(commune_id: Any) -> "QuerySet[Membership]":
    """For a statement: who belongs to this commune."""
    return Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.ACCEPTED)


def own_membership_for_update(viewer: Viewer) -> Membership | None:
    rows = Membership.objects.select_for_update()
    return rows.filter(commune_id=viewer.commune.id, person_id=viewer.own_id).first()


def own_memberships(viewer: Viewer) -> list[Membership]:
    return list(
        Membership.objects.filter(person_id=viewer.own_id)
        .exclude(status=MembershipStatus.LEFT)
        .select_related("commune__town_hall")
        .order_by("residence", "requested_at")
    )


def communes_awaiting_confirmation(person_id: UUID) -> list[str]:
    """« Èze (Alpes-Maritimes) », « Paris 15e (Paris) »: those whose request waits for the address to be verified."""
    return [
        f"{' '.join(filter(None, [one.commune.name, one.district_name]))} ({one.commune.department.name})"
        for one in _unconfirmed(person_id).order_by("requested_at")
    ]


def unconfirmed_membership(person_id: UUID) -> Membership | None:
    """What a sign-up asked to belong to, until the link of its mail is opened."""
    return _unconfirmed(person_id).first()


def unconfirmed_membership_for_update(person_id: UUID) -> Membership | None:
    return _unconfirmed(person_id).select_for_update(of=("self",)).first()


def _unconfirmed(person_id: UUID) -> "QuerySet[Membership]":
    rows = Membership.objects.filter(person_id=person_id, status=MembershipStatus.UNCONFIRMED)
    return rows.select_related("commune__department")


def home_slug(viewer: Viewer) -> str:
    """The commune where the viewer arrives: the one they are mayor of, else the first that accepted them, else the
    first that they asked or follow. "" for none."""
    assert viewer.person_id
    if office := office_held_by(viewer.person_id):
        return office.commune.slug
    own = own_memberships(viewer)
    order = [MembershipStatus.ACCEPTED, MembershipStatus.PENDING]
    for status in order:
        if found := [membership for membership in own if membership.status == status]:
            return found[0].commune.slug
    if viewer.communes:
        return viewer.communes[0].slug
    return own[0].commune.slug if own else ""


def membership_for_update(viewer: Viewer, membership_id: UUID) -> Membership:
    """A request of the commune in view, locked until the end of the transaction."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=membership_id, commune_id=viewer.commune.id)
        .exclude(status=MembershipStatus.UNCONFIRMED)
        .first()
    )
    if membership is None:
        raise Http404
    return membership


def chosen_requests(viewer: Viewer, membership_ids: Collection[UUID], most: int) -> list[Membership]:
    """Those that an agent ticked, oldest first, whatever became of them since, with what they sent as proof: without
    those that are there no more, whose person left the platform. Http404 if one is not of the commune."""
    require(may_manage_residents(viewer))
    rows = Membership.objects.filter(commune_id=viewer.commune.id, pk__in=list(membership_ids)[: most + 1])
    found = list(
        rows.exclude(status=MembershipStatus.UNCONFIRMED)
        .select_related("person", "decided_by", "proof_request")
        .prefetch_related(Prefetch("proof_request__files", ProofFile.objects.only("request")))
        .order_by("requested_at", "id")
    )
    missing = set(membership_ids) - {one.pk for one in found}
    if missing and Membership.objects.filter(pk__in=missing).exists():
        raise Http404
    return found


def bulk_decisions(viewer: Viewer, moment: datetime, most: int) -> list[UUID]:
    """What the viewer answered at that very moment."""
    rows = Membership.objects.filter(
        commune_id=viewer.commune.id,
        status__in=[MembershipStatus.ACCEPTED, MembershipStatus.REFUSED],
        decided_at=moment,
        decided_by_id=viewer.own_id,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def late_requests(commune_id: int, *, days: int, most: int) -> int:
    """How many wait for longer than that, up to `most`."""
    rows = Membership.objects.filter(
        commune_id=commune_id, status=MembershipStatus.PENDING, requested_at__lt=now() - timedelta(days=days)
    )
    return rows.order_by()[:most].count()


def residents_waiting(commune_id: int) -> int:
    """How many people with a confirmed address wait for a town hall that is not here yet: said in letters, to the
    last one. Of a town hall that is here: `bounded_counts`."""
    return Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.PENDING).count()


def communes_to_solicit() -> list[int]:
    """Communes without a town hall here where people wait, the longest wait first; the action decides which are due."""
    rows = Membership.objects.filter(status=MembershipStatus.PENDING, commune__town_hall=None)
    waits = rows.values("commune_id").annotate(since=Min("requested_at"))
    return list(waits.order_by("since", "commune_id").values_list("commune_id", flat=True))


def membership_with_person(membership_id: UUID) -> Membership | None:
    """For the mails about it."""
    return (
        Membership.objects.select_related("person", "commune", "decided_by").filter(pk=membership_id).first()
    )
