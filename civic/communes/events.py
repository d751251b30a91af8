from dataclasses import dataclass
from uuid import UUID

from civic.communes.enums import Fact
from civic.journal.events import Event

# The sections of the settings, as the journal names them.
_SECTIONS = {
    "inscriptions": "inscriptions",
    "publications": "publications",
    "rubriques": "rubriques",
    "apparence": "couleur",
    "heure": "heure locale",
}


def _of_fact(sentence: str, fact: str) -> str:
    return f"{sentence}\N{NO-BREAK SPACE}: {Fact(fact).label}" if fact in Fact.values else sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRequested(Event):
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
class TownHallJoined(Event):
    sentence = "a ouvert la page"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEnded(Event):
    """Recorded by the platform: an election, a resignation, a death."""

    office_id: UUID
    tell: bool = True  # False: there is nobody to write to any more


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCorrected(Event):
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationGiven(Event):
    sentence = "a donné une procuration"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationOffered(Event):
    sentence = "a proposé une procuration"
    topic = "Procurations"
    delegation_id: UUID
    newcomer: bool  # had no account: a link to choose a password went to their address


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationAccepted(Event):
    sentence = "a accepté une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationDeclined(Event):
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationChanged(Event):
    sentence = "a modifié une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationWithdrawn(Event):
    sentence = "a retiré une procuration"
    topic = "Procurations"
    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(Event):
    """Together with the office of the mayor who gave it."""

    delegation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRestored(Event):
    sentence = "a rendu une procuration"
    topic = "Procurations"
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
    topic = "Réglages"
    section: str = ""

    @property
    def said(self) -> str:
        return (
            f"{self.sentence}\N{NO-BREAK SPACE}: {_SECTIONS[self.section]}"
            if self.section in _SECTIONS
            else self.sentence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentRestricted(Event):
    sentence = "a bloqué la prise de parole d’un administré"
    topic = "Administrés"
    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionLifted(Event):
    """Before its end, by the town hall or, `on_appeal`, by the platform."""

    sentence = "a levé un blocage"
    topic = "Administrés"
    restriction_id: UUID
    on_appeal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionRestored(Event):
    sentence = "a remis un blocage levé par erreur"
    topic = "Administrés"
    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionEnded(Event):
    """Its time came."""

    restriction_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SloganChanged(Event):
    sentence = "a changé le slogan du maire"
    topic = "Page"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MayorPresentationChanged(Event):
    sentence = "a modifié la présentation du maire"
    topic = "Page"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CvChanged(Event):
    sentence = "a modifié le parcours du maire"
    topic = "Page"
    cv_entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunePresentationChanged(Event):
    sentence = "a modifié la présentation de la commune"
    topic = "Page"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCorrected(Event):
    sentence = "a corrigé la carte d’identité de la commune"
    topic = "Page"
    fact: str

    @property
    def said(self) -> str:
        return _of_fact(self.sentence, self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReverted(Event):
    sentence = "a remis une valeur officielle sur la carte d’identité"
    topic = "Page"
    fact: str

    @property
    def said(self) -> str:
        return _of_fact(self.sentence, self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmblemChanged(Event):
    sentence = "a changé le blason ou le logo"
    topic = "Réglages"
    removed: bool
