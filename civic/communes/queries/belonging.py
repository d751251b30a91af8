"""The people of a commune as keys, for those who must tell them all something."""

from uuid import UUID

from django.db.models import Q

from civic.communes.enums import MembershipStatus
from civic.communes.models import Delegation, Follow, Membership, Office
from civic.core.clock import now


def people_of(
    *, commune_id: int, residents: bool, followers: bool, after: UUID | None = None, limit: int = 1000
) -> list[UUID]:
    """Keys of the town hall's people, and of the residents and followers that are asked for: in the order of the keys,
    each once. By keyset (`after`: the last one of the batch before): the last batch of a large town costs what the
    first one does."""
    moment = now()
    running = Q(starts_at__lte=moment) & (Q(ends_at=None) | Q(ends_at__gt=moment)) & ~Q(rights=[])
    sources = [
        Office.objects.filter(commune_id=commune_id, ended_at=None),
        Delegation.objects.filter(running, commune_id=commune_id),
    ]
    if residents:
        sources.append(Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.ACCEPTED))
    if followers:
        sources.append(Follow.objects.filter(commune_id=commune_id))
    keys = [
        source.filter(person__is_active=True, **({"person_id__gt": after} if after else {}))
        .order_by()
        .values_list("person_id", flat=True)
        for source in sources
    ]
    return list(keys[0].union(*keys[1:]).order_by("person_id")[:limit])
