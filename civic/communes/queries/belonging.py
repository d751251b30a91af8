"""The people of a commune as keys, for those who must tell them all something."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from civic.accounts import queries as accounts
from civic.communes.enums import GUARDED, MembershipStatus
from civic.communes.models import Delegation, Follow, Membership, Office
from civic.core.clock import now


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


def people_with_right(*, commune_id: int, right: str) -> list[UUID]:
    """The mayor, and the delegates for whom the right works now."""
    mayors = Office.objects.filter(commune_id=commune_id, ended_at=None, person__is_active=True)
    delegations = Delegation.objects.running(now()).filter(commune_id=commune_id, person__is_active=True)
    if right in GUARDED:
        delegations = delegations.filter(person_id__in=accounts.people_with_strong_authentication())
    found = {*mayors.values_list("person_id", flat=True)}
    found |= {
        person_id for person_id, rights in delegations.values_list("person_id", "rights") if right in rights
    }
    return sorted(found)
