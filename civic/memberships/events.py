from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRequested(Event):
    # What the town hall took back is another event; lines of before are of this one.
    sentence = "a remis une demande d’inscription en attente"
    topic = "Administrés"
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipAccepted(Event):
    sentence = "a accepté une inscription"
    topic = "Administrés"
    membership_id: UUID
    automatic: bool
    of_former_mayor: bool = False  # nobody asked: who leaves office stays a resident


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRefused(Event):
    sentence = "a refusé une inscription"
    topic = "Administrés"
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipReopened(Event):
    """The town hall takes its answer back: the request waits again."""

    sentence = "a remis une demande d’inscription en attente"
    topic = "Administrés"
    membership_id: UUID
    is_late: bool  # no more within the time of « Annuler »: the team takes it for news


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(Event):
    """Of one membership, by the person."""

    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipLeft(Event):
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAsked(Event):
    sentence = "a demandé un justificatif"
    topic = "Administrés"
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSent(Event):
    membership_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChangeAsked(Event):
    """Of one town hall."""

    answer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChangeAccepted(Event):
    """By one town hall; others may still be waited for."""

    sentence = "a accepté un changement d’identité"
    topic = "Administrés"
    answer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChangeRefused(Event):
    sentence = "a refusé un changement d’identité"
    topic = "Administrés"
    answer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAcceptanceTakenBack(Event):
    """By a town hall whose hand had slipped: it is waited for again, as another one still is."""

    sentence = "a repris son accord à un changement d’identité"
    topic = "Administrés"
    answer_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAnswerNotNeeded(Event):
    """The change ended without this town hall: withdrawn, refused by another one, or the person left."""

    answer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged(Event):
    """All town halls accepted: the person is called so from now on."""

    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsLeftWaiting(Event):
    """A morning on which requests wait for longer than the town hall wanted."""

    waiting: int  # how many, counted up to queries.MOST_COUNTED
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentsExported(Event):
    sentence = "a exporté la liste des administrés"
    topic = "Administrés"
    tab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneFollowed(Event):
    person_id: UUID
    followed_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneUnfollowed(Event):
    person_id: UUID
    followed_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SolicitationsStopped(Event):
    """A town hall that is not here wants no more mails about those who wait for it."""
