from collections.abc import Iterable
from uuid import UUID

from civic.accounts.models import Person
from civic.core.viewer import Viewer


def self_of(viewer: Viewer) -> Person:
    """The viewer's own person, with everything that only they may see."""
    return Person.objects.select_related("photo").get(pk=viewer.own_id)


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower()).first()


def active_person(person_id: UUID) -> Person | None:
    return Person.objects.filter(pk=person_id, is_active=True).first()


def active_people(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """By their keys, with name and address alone; those who are gone are left out."""
    known = Person.objects.filter(is_active=True).only("first_name", "last_name", "email")
    return known.in_bulk(list(person_ids))


def active_person_for_update(person_id: UUID) -> Person | None:
    """Locked until the end of the transaction."""
    return Person.objects.select_for_update().filter(pk=person_id, is_active=True).first()


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """By their keys, closed accounts included: who did something stays its author."""
    known = Person.objects.only("first_name", "last_name").in_bulk(list(person_ids))
    return {person_id: person.full_name for person_id, person in known.items()}
