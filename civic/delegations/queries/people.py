"""Who acts for a town hall."""

from uuid import UUID

from civic.accounts import queries as accounts
from civic.accounts.models import Person
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


def has_delegates(commune_id: int) -> bool:
    return Delegation.objects.running(now()).filter(commune_id=commune_id).exists()


def delegates_and_functions(commune_id: int) -> list[tuple[Person, str]]:
    """Delegates, each with what they are called there."""
    running = Delegation.objects.running(now()).filter(commune_id=commune_id).select_related("person")
    return [(one.person, one.title) for one in running.order_by("starts_at", "pk")]
