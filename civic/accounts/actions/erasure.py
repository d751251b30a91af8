"""The end of an account: what the apps declared of each row that speaks of a person (`PersonalData`) is carried out."""

from datetime import timedelta
from typing import assert_never
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from civic.accounts import queries
from civic.accounts.actions.tries import clear_account
from civic.accounts.events import AccountErased, AppearanceChanged, person_erased
from civic.accounts.models import Person
from civic.core import registry
from civic.core.clock import now
from civic.core.descriptors import AfterErasure
from civic.core.jobs import Lane, job
from civic.core.locks import is_stopped, sqlstate
from civic.journal.actions import record
from civic.live import actions as live
from civic.media.actions.keeping import discard, discard_unused

# Of the account of somebody who stays the author of what belongs to a commune.
_WITH_THE_NAME = {"id", "first_name", "last_name", "joined_at", "session_version"}


_REFERRED_TO = "23503"  # what PostgreSQL says of a row that came meanwhile
_TRIES = 5
# No request lasts as long: what one wrote under the account while it was being closed is there by then.
_AGAIN_AFTER = timedelta(minutes=15)


def erase_person(*, person_id: UUID) -> None:
    """Nobody signs in with this account any more; a name is left of it beside what belongs to a commune, or nothing.
    Doing it twice changes nothing.

    The account is closed first, whatever comes next: what they are writing is through, or refused."""
    _close(person_id)
    for tries_left in reversed(range(_TRIES)):
        try:
            return _erase(person_id)
        except DatabaseError as error:
            may_pass = is_stopped(error) or sqlstate(error) == _REFERRED_TO
            if not tries_left or connection.in_atomic_block or not may_pass:
                raise


@transaction.atomic
def _close(person_id: UUID) -> None:
    is_open = Person.objects.filter(pk=person_id, is_active=True)
    if is_open.update(is_active=False, session_version=F("session_version") + 1):
        live.signed_out(person_id=person_id)
        erase_again.enqueue_at(now() + _AGAIN_AFTER, person_id=person_id)


@job(lane=Lane.UPKEEP)
def erase_again(*, person_id: UUID) -> None:
    """A row refers to the account, and not every action asks whether it is still open as it commits."""
    erase_person(person_id=person_id)


@transaction.atomic
def _erase(person_id: UUID) -> None:
    """Locks as those who write do: threads and contents first, in the order of their keys, the person last."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return
    person_erased.send(Person, person_id=person_id)
    discard_unused(owner_id=person_id)
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
            case AfterErasure.DELETED | AfterErasure.PURGED:
                pass
            case _:
                assert_never(data.after_erasure)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        return
    clear_account(email=person.email)
    if person.photo_id:
        discard(media_ids=[person.photo_id])
    if not has_retained_rows:
        person.delete()
    elif not _clear_all_but_name(person):
        return
    record(AccountErased(person_id=person_id))
    record(AppearanceChanged(person_id=person_id))


def _clear_all_but_name(person: Person) -> bool:
    """All else is emptied, a field that is added one day too. False where that was done before."""
    address = f"{person.pk}@erased.invalid"
    if person.email == address:
        return False
    for field in person._meta.concrete_fields:
        if field.name not in _WITH_THE_NAME:
            setattr(person, field.attname, field.get_default())
    person.email, person.password, person.is_active = address, UNUSABLE_PASSWORD_PREFIX, False
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    return True
