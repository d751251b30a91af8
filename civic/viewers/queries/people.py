"""The people of a commune as keys, for those who must notify them all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Follow, Membership
from civic.town_halls.models import Office


def people_select(
    *,
    commune_id: int,
    residents: bool,
    followers: bool,
    after: UUID | None = None,
    upto: UUID | None = None,
    among: Sequence[UUID] | None = None,
) -> "QuerySet[Any, UUID]":
    """Keys of the town hall's people, and of the residents and followers that are asked for, as a statement to put into
    another one. Bounds: above `after`, up to `upto`, `among` these.

    Someone who is two of these is named twice, and an account that was closed may be named: a commune's worth of rows
    is written from it, and what they are written to minds both.
    """
    moment = now()
    sources = [
        Office.objects.filter(commune_id=commune_id, ended_at=None),
        Delegation.objects.running(moment).filter(~Q(rights=[]), commune_id=commune_id),
    ]
    if residents:
        sources.append(Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.ACCEPTED))
    if followers:
        sources.append(Follow.objects.filter(commune_id=commune_id))
    bounds: dict[str, Any] = {}
    if after is not None:
        bounds["person_id__gt"] = after
    if upto is not None:
        bounds["person_id__lte"] = upto
    if among is not None:
        bounds["person_id__in"] = among
    keys = [source.filter(**bounds).order_by().values_list("person_id", flat=True) for source in sources]
    return keys[0].union(*keys[1:], all=True)
