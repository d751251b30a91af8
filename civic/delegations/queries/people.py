"""Who acts for a town hall."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from civic.accounts import queries as accounts
from civic.core import registry
from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.town_halls.queries.town_halls import active_mayor_id


def people_with_right(*, commune_id: int, right: str) -> list[UUID]:
    """The mayor, and the delegates for whom the right works now."""
    mayor_id = active_mayor_id(commune_id)
    delegations = Delegation.objects.running(now()).filter(commune_id=commune_id, person__is_active=True)
    if right in registry.guarded_rights():
        delegations = delegations.filter(person_id__in=accounts.people_with_strong_authentication())
    found = {mayor_id} if mayor_id else set()
    found |= {
        person_id for person_id, rights in delegations.values_list("person_id", "rights") if right in rights
    }
    return sorted(found)


def is_delegate(person_id: UUID, commune_id: int) -> bool:
    """Acts for the town hall by a delegation, if only with rights that are asleep."""
    running = Delegation.objects.running(now()).filter(person_id=person_id, commune_id=commune_id)
    return running.exclude(rights=[]).exists()


def communes_of_delegate(person_id: UUID) -> list[int]:
    """Where a delegation that this person accepted runs."""
    running = Delegation.objects.running(now()).filter(person_id=person_id)
    return list(running.order_by("commune_id").values_list("commune_id", flat=True).distinct())


def running_in(commune_id: int, moment: datetime) -> "QuerySet[Delegation]":
    """For a statement: the delegations of that commune whose rights count at that moment."""
    return Delegation.objects.running(moment).filter(commune_id=commune_id)


def named_with_titles(commune_id: int, moment: datetime) -> "QuerySet[Delegation, str]":
    """« Marc Olivieri (secrétaire) »: the first to act comes first."""
    words = Concat(accounts.name_of("person_id"), Value(" ("), "title", Value(")"))
    running = running_in(commune_id, moment).order_by("starts_at", "pk")
    return running.annotate(words=words).values_list("words", flat=True)


def delegates_acting(
    commune_id: int, moment: datetime
) -> "QuerySet[Delegation, tuple[UUID, str, str, str, datetime]]":
    """Delegates by name, each with what they are called there (`memberships.resident_parts`)."""
    running = running_in(commune_id, moment)
    return running.values_list("person_id", "person__first_name", "person__last_name", "title", "starts_at")
