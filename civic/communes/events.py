from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRequested(Event):
    sentence = "a remis une demande d’inscription en attente"
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipAccepted(Event):
    sentence = "a accepté une inscription"
    membership_id: UUID
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRefused(Event):
    sentence = "a refusé une inscription"
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipLeft(Event):
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneFollowed(Event):
    person_id: UUID
    followed_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneUnfollowed(Event):
    person_id: UUID
    followed_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TownHallJoined(Event):
    sentence = "a ouvert la page"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationGiven(Event):
    sentence = "a donné une délégation"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SolicitationsStopped(Event):
    """A town hall that is not here wants no more mails about those who wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneMerged(Event):
    """What belonged to the commune of this code goes on in the commune of the journal's entry."""

    code: str
    memberships: int
    follows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TownHallSettingsChanged(Event):
    sentence = "a changé les réglages de la page"
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SloganChanged(Event):
    sentence = "a changé le slogan du maire"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MayorPresentationChanged(Event):
    sentence = "a modifié la présentation du maire"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CvChanged(Event):
    sentence = "a modifié le parcours du maire"
    cv_entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePresentationChanged(Event):
    sentence = "a modifié la présentation de la commune"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCorrected(Event):
    sentence = "a corrigé la carte d’identité de la commune"
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReverted(Event):
    sentence = "a remis une valeur officielle sur la carte d’identité"
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmblemChanged(Event):
    sentence = "a changé le blason ou le logo"
    removed: bool
