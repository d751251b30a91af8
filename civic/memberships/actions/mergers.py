"""When communes merge, people go where their commune goes. The new town hall begins with what both had decided."""

from collections import Counter

from django.db import transaction

from civic.memberships.actions.identity import ask_town_halls
from civic.memberships.actions.proofs import purge_proofs
from civic.memberships.actions.residents import index_address
from civic.memberships.enums import IdentityState, MembershipStatus, Residence
from civic.memberships.models import Follow, IdentityAnswer, Membership
from civic.town_halls.actions.pages import set_residents

# Of two registrations of one person, the one that goes on: what was decided counts more than what waits, and a refusal
# is never lost in an acceptance.
_ORDER = [
    MembershipStatus.LEFT,
    MembershipStatus.UNCONFIRMED,
    MembershipStatus.PENDING,
    MembershipStatus.ACCEPTED,
    MembershipStatus.REFUSED,
]
_ANSWERED = {MembershipStatus.ACCEPTED, MembershipStatus.REFUSED}


@transaction.atomic
def follow_merged_communes() -> dict[int, Counter[str]]:
    """Memberships and follows of communes that were merged go to their successors. What was moved, by the id of the
    former commune."""
    moved = {}
    for commune_id, successor_id in _left_behind():
        moved[commune_id] = Counter(
            memberships=_move_memberships(commune_id, successor_id),
            follows=_move_follows(commune_id, successor_id),
        )
        _move_identity_answers(commune_id, successor_id)
        for changed in (commune_id, successor_id):
            accepted = Membership.objects.filter(commune_id=changed, status=MembershipStatus.ACCEPTED)
            set_residents(commune_id=changed, residents=accepted.count())
    return moved


def _left_behind() -> list[tuple[int, int]]:
    """Merged communes that somebody still belongs to or follows, each with its successor."""
    found = set()
    for rows in (Membership.objects.all(), Follow.objects.all()):
        left = rows.filter(commune__merged_into__isnull=False).order_by()
        for commune_id, successor_id in left.values_list("commune_id", "commune__merged_into_id").distinct():
            assert successor_id
            found.add((commune_id, successor_id))
    return sorted(found)


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
            if _takes_precedence(other, membership):
                Membership.objects.filter(pk=other.pk).update(residence=residence or other.residence)
                _delete(membership)
                continue
            _delete(other)
            membership.residence = residence or membership.residence
        membership.commune_id = successor_id
        membership.save(update_fields=["commune", "residence"])
        index_address(membership=membership)
    return len(moving)


def _delete(membership: Membership) -> None:
    purge_proofs(membership_ids=[membership.pk])
    membership.delete()


def _takes_precedence(there: Membership, moving: Membership) -> bool:
    """What the town hall that lives on decided itself stands."""
    if there.status in _ANSWERED:
        return True
    return _ORDER.index(MembershipStatus(there.status)) >= _ORDER.index(MembershipStatus(moving.status))


def _move_identity_answers(commune_id: int, successor_id: int) -> None:
    """A town hall that was asked in its own name as well answers once."""
    answers = IdentityAnswer.objects.filter(commune_id=commune_id)
    there = IdentityAnswer.objects.filter(commune_id=successor_id).order_by().values("change_id")
    answers.filter(change_id__in=there).delete()
    answers.update(commune_id=successor_id)
    waiting = IdentityAnswer.objects.filter(commune_id=successor_id, change__state=IdentityState.WAITING)
    for person_id in waiting.order_by("change__person_id").values_list("change__person_id", flat=True):
        ask_town_halls(person_id=person_id)


def _move_follows(commune_id: int, successor_id: int) -> int:
    follows = Follow.objects.filter(commune_id=commune_id)
    count = follows.count()
    there = Follow.objects.filter(commune_id=successor_id).order_by().values("person_id")
    follows.filter(person_id__in=there).delete()
    follows.update(commune_id=successor_id)
    return count
