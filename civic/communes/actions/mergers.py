"""When communes merge, people go where their commune goes. The new town hall begins with what both had decided."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from civic.communes.actions.proofs import forget_proofs
from civic.communes.actions.residents import note_address
from civic.communes.enums import MembershipStatus, Residence
from civic.communes.events import CommuneMerged
from civic.communes.models import Commune, Delegation, Follow, Membership, Office, Restriction, TownHall
from civic.core.clock import now
from civic.journal.actions import record

# Of two registrations of one person, the one that goes on: what was decided counts more than what waits, and a refusal
# is never lost in an acceptance.
_ORDER = [
    MembershipStatus.LEFT,
    MembershipStatus.UNCONFIRMED,
    MembershipStatus.PENDING,
    MembershipStatus.ACCEPTED,
    MembershipStatus.REFUSED,
]
_DECIDED = {MembershipStatus.ACCEPTED, MembershipStatus.REFUSED}


@transaction.atomic
def follow_merged_communes() -> dict[str, int]:
    """Move people of communes that were merged into others to those, and end the offices and delegations there.

    How many of each were moved or ended, by the names of `ImportReport.moved`. Looks at what is still to be moved and
    not at what merged just now, hence doing it twice changes nothing.
    """
    moved = dict.fromkeys(("memberships", "follows", "offices", "delegations"), 0)
    moment = now()
    for commune in _left_behind(moment):
        successor = commune.merged_into_id
        assert successor
        memberships = _move_memberships(commune.pk, successor)
        follows = _move_follows(commune.pk, successor)
        _move_restrictions(commune.pk, successor)
        moved["memberships"] += memberships
        moved["follows"] += follows
        moved["offices"] += Office.objects.filter(commune=commune, ended_at=None).update(ended_at=moment)
        moved["delegations"] += (
            Delegation.objects.standing(moment).filter(commune=commune).update(ends_at=moment)
        )
        record(
            CommuneMerged(code=commune.code, memberships=memberships, follows=follows), commune_id=successor
        )
        for touched in (commune.pk, successor):
            _count_residents(touched)
    return moved


def _left_behind(moment: datetime) -> list[Commune]:
    """Merged communes where somebody still is."""
    keys = [
        rows.order_by().values("commune_id")
        for rows in (
            Membership.objects.all(),
            Follow.objects.all(),
            Office.objects.filter(ended_at=None),
            Delegation.objects.standing(moment),
        )
    ]
    anywhere = Q(pk__in=keys[0]) | Q(pk__in=keys[1]) | Q(pk__in=keys[2]) | Q(pk__in=keys[3])
    return list(Commune.objects.filter(anywhere, merged_into__isnull=False).order_by("code"))


def _move_memberships(commune_id: int, successor_id: int) -> int:
    """Each keeps its state; of two of the same person one goes on, the main residence if either was."""
    moving = list(
        Membership.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(commune_id=commune_id)
    )
    people = [membership.person_id for membership in moving]
    there = {
        membership.person_id: membership
        for membership in Membership.objects.select_for_update().filter(
            commune_id=successor_id, person_id__in=people
        )
    }
    for membership in moving:
        other = there.get(membership.person_id)
        if other is not None:
            residence = Residence.MAIN if Residence.MAIN in {membership.residence, other.residence} else None
            if _goes_on(other, membership):
                Membership.objects.filter(pk=other.pk).update(residence=residence or other.residence)
                _delete(membership)
                continue
            _delete(other)
            membership.residence = residence or membership.residence
        membership.commune_id = successor_id
        membership.save(update_fields=["commune", "residence"])
        note_address(membership=membership, person=membership.person)
    return len(moving)


def _delete(membership: Membership) -> None:
    forget_proofs(membership_ids=[membership.pk])
    membership.delete()


def _goes_on(there: Membership, moving: Membership) -> bool:
    """What the town hall that lives on decided itself stands."""
    if there.status in _DECIDED:
        return True
    return _ORDER.index(MembershipStatus(there.status)) >= _ORDER.index(MembershipStatus(moving.status))


def _move_follows(commune_id: int, successor_id: int) -> int:
    follows = Follow.objects.filter(commune_id=commune_id)
    count = follows.count()
    there = Follow.objects.filter(commune_id=successor_id).order_by().values("person_id")
    follows.filter(person_id__in=there).delete()
    follows.update(commune_id=successor_id)
    return count


def _move_restrictions(commune_id: int, successor_id: int) -> None:
    """Of two that run for the same person, the one that ends last goes on."""
    moving = Restriction.objects.select_for_update().filter(commune_id=commune_id)
    for restriction in moving.filter(closed_at=None):
        there = Restriction.objects.select_for_update().filter(
            commune_id=successor_id, person_id=restriction.person_id, closed_at=None
        )
        for other in there:
            shorter = min(restriction, other, key=lambda one: one.ends_at)
            shorter.replaced, shorter.lifted_at, shorter.closed_at = True, now(), now()
            shorter.save(update_fields=["replaced", "lifted_at", "closed_at"])
    moving.update(commune_id=successor_id)


def _count_residents(commune_id: int) -> None:
    accepted = Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.ACCEPTED).count()
    TownHall.objects.filter(commune_id=commune_id).update(residents=accepted, version=F("version") + 1)
