"""Wrong passwords, counted by account and source; docs/decisions/0028 says why."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from civic.accounts.events import AccountLocked
from civic.accounts.models import Person, SignInAttack, SignInTries
from civic.accounts.rules import MOST_OF_ONE_DEVICE, MOST_TRIES, account_key, source_key
from civic.core.clock import months_later, now
from civic.core.jobs import Lane, job
from civic.journal.actions import record

QUIET = timedelta(days=7)  # without a try for so long, the next one is another attack
RETENTION_MONTHS = 12


@transaction.atomic
def record_failure(*, email: str, source: str, device: str) -> None:
    """`source`: where the visitor comes from. `device`: its name when it signed in to this account before; it waits
    for what is tried with it from there, and is known no more once too much is tried with it from everywhere."""
    moment, account = now(), account_key(email)
    if device:
        _add_try(account, source_key(source, device), moment, is_device=True)
        if _add_try(account, source_key(device), moment, is_device=False) >= MOST_OF_ONE_DEVICE:
            _record_attack(account, email, moment)
    elif _add_try(account, source_key(source), moment, is_device=False) >= MOST_TRIES:
        _record_attack(account, email, moment)


def _add_try(account: str, source: str, moment: datetime, *, is_device: bool) -> int:
    tries, _ = SignInTries.objects.select_for_update().get_or_create(
        account=account, source=source, defaults={"last_at": moment, "is_device": is_device}
    )
    tries.failures += 1
    tries.last_at = moment
    tries.save(update_fields=["failures", "last_at"])
    return tries.failures


def _record_attack(account: str, email: str, moment: datetime) -> None:
    """The owner is notified when it begins, however many rounds it has."""
    person = Person.objects.filter(email=email, is_active=True).only("pk").first()
    attack, begins = SignInAttack.objects.select_for_update().get_or_create(
        account=account, defaults={"person": person, "started_at": moment, "last_at": moment}
    )
    if moment - attack.last_at > QUIET:
        attack.started_at, attack.tries, begins = moment, 0, True
    attack.person, attack.last_at = person, moment
    attack.tries += 1
    attack.save()
    if begins and person:
        record(AccountLocked(person_id=person.pk), target=person)


def clear_source(*, email: str, source: str, device: str) -> None:
    """Somebody signed in from there. The device gets another name; a copy of the former one, if it was used to guess,
    is worth nothing any more."""
    tries = SignInTries.objects.filter(account=account_key(email))
    tries.filter(source=source_key(source)).delete()
    if device:
        tries.filter(source=source_key(source, device)).delete()
        tries.filter(source=source_key(device)).update(failures=MOST_OF_ONE_DEVICE, is_device=True)


def reopen_account(*, email: str) -> None:
    """The owner proved to hold the mailbox. Marks of devices that were used to guess stay worth nothing."""
    spent = Q(is_device=True, failures__gte=MOST_OF_ONE_DEVICE)
    SignInTries.objects.filter(account=account_key(email)).exclude(spent).delete()


def clear_account(*, email: str) -> None:
    """It is gone."""
    SignInTries.objects.filter(account=account_key(email)).delete()


@job(lane=Lane.UPKEEP)
def purge_old_tries(*, moment: datetime | None = None) -> None:
    before = months_later(moment or now(), -RETENTION_MONTHS)
    SignInTries.objects.filter(last_at__lt=before).delete()
    SignInAttack.objects.filter(last_at__lt=before).delete()
