"""« Connexion renforcée »: besides the password, a code that the person's own device shows.

Events are recorded without their actor: the person themselves must hear of them, as of a new password.

The library keeps the secrets (encrypted, see `adapter`) and computes the codes. What it leaves to a cache is kept in
the database here, for all processes alike: how many codes were wrong, and which one was used last.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from civic.accounts import queries
from civic.accounts.actions.account import sign_out_everywhere
from civic.accounts.events import (
    CodesRefused,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    StrongAuthenticationDisabled,
    StrongAuthenticationEnabled,
)
from civic.accounts.models import CodeTries, Person
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.text import is_digits
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.ui import french

MOST_WRONG = 5
# Whoever tries knows the password already. A quarter of an hour for someone who reads the wrong line, then an hour for
# each further try: guessing one of a million codes takes more than a lifetime.
FIRST_WAIT, NEXT_WAITS = timedelta(minutes=15), timedelta(hours=1)


class WrongCode(Refusal):
    message = "Ce code n’est pas le bon. Attendez le suivant sur votre téléphone et écrivez-le tout de suite."


class CodesBlocked(Refusal):
    status = 429

    def __init__(self, until: datetime) -> None:
        hour = french.hour(timezone.localtime(until))
        super().__init__(
            f"Trop de codes faux. Par sécurité, le prochain essai est possible à partir de {hour}."
        )


class AlreadyStrong(Refusal):
    message = "La connexion renforcée est déjà activée. Vous pouvez créer de nouveaux codes de secours."


class NotStrong(Refusal):
    message = "La connexion renforcée n’est pas activée."


@transaction.atomic
def enable_strong_authentication(*, viewer: Viewer, secret: str, code: str) -> list[str]:
    """The person's device shows the codes of this secret: proven by one of them. Every session ends, since they were
    opened with the password alone; the caller keeps its own. Returns the recovery codes, which are shown once."""
    person = _locked(viewer)
    if queries.has_strong_authentication(viewer):
        raise AlreadyStrong
    tries = _tries(person)
    counter = _counter_of(secret, code, after=0)
    if counter is None:
        raise WrongCode
    TOTP.activate(person, secret)
    tries.failures, tries.blocked_until, tries.last_counter = 0, None, counter
    tries.save()
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    record(StrongAuthenticationEnabled(person_id=person.pk), target=person)
    sign_out_everywhere(person=person)
    return RecoveryCodes.activate(person).generate_codes()


@transaction.atomic
def disable_strong_authentication(*, viewer: Viewer) -> None:
    """The caller has asked for the password. Doing it twice changes nothing."""
    remove_strong_authentication(person_id=viewer.own_id)


@transaction.atomic
def remove_strong_authentication(*, person_id: UUID) -> bool:
    """By the platform, for who lost phone and recovery codes: the person is notified. Whether there was anything."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if not queries.needs_code(person):
        return False
    Authenticator.objects.filter(user=person).delete()
    CodeTries.objects.filter(person=person).update(failures=0, blocked_until=None)
    record(StrongAuthenticationDisabled(person_id=person.pk), target=person)
    live.rights_changed(person_id=person.pk)
    return True


@transaction.atomic
def renew_recovery_codes(*, viewer: Viewer) -> list[str]:
    """The caller has asked for the password. The former codes open nothing any more."""
    person = _locked(viewer)
    if not queries.has_strong_authentication(viewer):
        raise NotStrong
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    record(RecoveryCodesRenewed(person_id=person.pk), target=person)
    return RecoveryCodes.activate(person).generate_codes()


def check_code(*, person: Person, code: str) -> None:
    """A code of the person's device, or one of their recovery codes, each good once. Raises WrongCode or CodesBlocked;
    what was wrong is counted all the same."""
    with transaction.atomic():
        refusal = _checked(person, code)
    if refusal:
        raise refusal


def _checked(person: Person, code: str) -> Refusal | None:
    tries = _tries(person)
    moment = now()
    if tries.blocked_until and moment < tries.blocked_until:
        return CodesBlocked(tries.blocked_until)
    if not (_is_of_device(person, code, tries) or _is_recovery_code(person, code)):
        tries.failures += 1
        if tries.failures >= MOST_WRONG:
            tries.blocked_until = moment + (FIRST_WAIT if tries.failures == MOST_WRONG else NEXT_WAITS)
            if tries.failures == MOST_WRONG:
                record(CodesRefused(person_id=person.pk), target=person)
        tries.save()
        return CodesBlocked(tries.blocked_until) if tries.blocked_until else WrongCode()
    tries.failures, tries.blocked_until = 0, None
    tries.save()
    return None


def _is_of_device(person: Person, code: str, tries: CodeTries) -> bool:
    authenticator = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    counter = (
        _counter_of(decrypt(authenticator.data["secret"]), code, after=tries.last_counter)
        if authenticator
        else None
    )
    if authenticator is None or counter is None:
        return False
    tries.last_counter = counter
    authenticator.record_usage()
    return True


def _counter_of(secret: str, code: str, *, after: int) -> int | None:
    """Which of the codes of this minute it is; one that was used is none any more."""
    typed = "".join(sign for sign in code if is_digits(sign))
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > after and constant_time_compare(typed, expected):
            return counter
    return None


def _is_recovery_code(person: Person, code: str) -> bool:
    authenticator = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    if authenticator is None or not RecoveryCodes(authenticator).validate_code(code):
        return False
    authenticator.refresh_from_db()
    left = len(RecoveryCodes(authenticator).get_unused_codes())
    record(RecoveryCodeUsed(person_id=person.pk, left=left), target=person)
    return True


def _locked(viewer: Viewer) -> Person:
    return Person.objects.select_for_update().get(pk=viewer.own_id)


def _tries(person: Person) -> CodeTries:
    """Locked: two codes at the same moment are counted one after the other."""
    row: tuple[CodeTries, Any] = CodeTries.objects.select_for_update().get_or_create(person=person)
    return row[0]
