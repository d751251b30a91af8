from dataclasses import dataclass
from uuid import UUID

from django.dispatch import Signal

from civic.journal.events import Event

# Sent in the transaction that erases an account, before its rows go: whoever counts or holds something of this person
# lets go of it at once. `person_id`; sent again, there is nothing left to let go of.
person_erased = Signal()

# Sent each time that a mail to this person is refused for good (`refused`), and when one arrives after that: whoever
# invited them says so where the invitation stands, and hears of it once. `person_id`.
mail_answered = Signal()


# Somebody signed out of this browser: what else it keeps of them goes with the `response`.
signed_out = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated(Event):
    person_id: UUID
    is_renewed: bool = False  # it was somebody else's as far as anybody knows, and began again


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceChanged(Event):
    """Name or photo: what others see beside each thing the person wrote."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFailed(Event):
    """What was done in the background for a person could not be: in the words of `WorkFailure`, which can be erased."""

    person_id: UUID
    thing_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFailureErased(Event):
    """What it named is gone, or it was long ago."""

    thing_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLocked(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutEverywhere(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(Event):
    """Confirmed at the new address."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationEmailChanged(Event):
    """Notifications go to another mailbox of the person's, or again where they sign in."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailTakenBack(Event):
    """From the former address."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongAuthenticationEnabled(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongAuthenticationDisabled(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRenewed(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    person_id: UUID
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesRefused(Event):
    """Five wrong codes after the right password."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountErased(Event):
    person_id: UUID
