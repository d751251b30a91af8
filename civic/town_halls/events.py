from dataclasses import dataclass
from uuid import UUID

from django.dispatch import Signal

from civic.communes.enums import Fact
from civic.journal.events import Event

# Sent in the transaction that ends an office: what hangs on it ends, or goes on without it, at once. `office`, and
# `stays`: whether the person goes on as a resident.
mayor_left = Signal()
# In the transaction that gives an office, which goes on, to whom an agent meant. `office`, `former`: whom it was of.
office_handed_over = Signal()

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
class TownHallJoined(Event):
    sentence = "a ouvert la page"
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEnded(Event):
    """Recorded by the platform: an election, a resignation, a death."""

    office_id: UUID
    notify: bool = True  # False: there is nobody to write to any more


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHandedOver(Event):
    """From whom an agent named first to whom they meant."""

    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCorrected(Event):
    office_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TownHallSettingsChanged(Event):
    sentence = "a changé les réglages de la page"
    topic = "Réglages"
    section: str = ""

    @property
    def full_sentence(self) -> str:
        return (
            f"{self.sentence}\N{NO-BREAK SPACE}: {_SECTIONS[self.section]}"
            if self.section in _SECTIONS
            else self.sentence
        )


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
    def full_sentence(self) -> str:
        return _of_fact(self.sentence, self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReverted(Event):
    sentence = "a remis une valeur officielle sur la carte d’identité"
    topic = "Page"
    fact: str

    @property
    def full_sentence(self) -> str:
        return _of_fact(self.sentence, self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmblemChanged(Event):
    sentence = "a changé le blason ou le logo"
    topic = "Réglages"
    removed: bool
