"""The end of an account: what the apps declared of each row that speaks of a person (`PersonalData`) is carried out."""

from uuid import UUID

from axes.utils import reset
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from civic.accounts import queries
from civic.accounts.events import AccountErased, AppearanceChanged, person_erased
from civic.accounts.models import Person
from civic.core import registry
from civic.core.descriptors import AfterErasure
from civic.journal.actions import record
from civic.live import actions as live
from civic.media.actions.keeping import discard

# Of the account of somebody who stays the author of what belongs to a commune.
_WITH_THE_NAME = {"id", "first_name", "last_name", "joined_at", "session_version"}


@transaction.atomic
def erase_person(*, person_id: UUID) -> None:
    """Nobody signs in with this account any more; a name is left of it beside what belongs to a commune, or nothing.
    Doing it twice changes nothing."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        return
    person_erased.send(Person, person_id=person_id)
    has_retained_rows = False
    for data in registry.personal_data():
        rows = queries.rows_of(data, person_id)
        match data.after_erasure:
            case AfterErasure.DELETED if rows.model is not Person:  # whose own row goes last
                rows.delete()
            case AfterErasure.DETACHED:
                rows.update(**{data.field_name: None})
            case AfterErasure.RETAINED:
                has_retained_rows = has_retained_rows or rows.exists()
    reset(username=person.email)
    if person.photo_id:
        discard(media_ids=[person.photo_id])
    if not has_retained_rows:
        person.delete()
    elif not _clear_all_but_name(person):
        return
    record(AccountErased(person_id=person_id))
    record(AppearanceChanged(person_id=person_id))
    live.signed_out(person_id=person_id)


def _clear_all_but_name(person: Person) -> bool:
    """All else is emptied, a field that is added one day too. False where that was done before."""
    address = f"{person.pk}@erased.invalid"
    if person.email == address:
        return False
    for field in person._meta.concrete_fields:
        if field.name not in _WITH_THE_NAME:
            setattr(person, field.attname, field.get_default())
    person.email, person.password, person.is_active = address, UNUSABLE_PASSWORD_PREFIX, False
    person.session_version += 1
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    return True
