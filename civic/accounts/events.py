from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceChanged(Event):
    """Name or photo: what others see beside each thing the person wrote."""

    person_id: UUID


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
