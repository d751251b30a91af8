from civic.communes.models.addresses import AddressWord, address_digests
from civic.communes.models.delegations import ANSWERED_WITHIN, Delegation
from civic.communes.models.directory import (
    Commune,
    Department,
    DirectoryImport,
    Intercommunality,
    Region,
    SearchTerm,
)
from civic.communes.models.memberships import Follow, Membership, Solicitation
from civic.communes.models.profile import CommunePhoto, CvEntry
from civic.communes.models.proofs import ProofFile, ProofRequest
from civic.communes.models.restrictions import Restriction
from civic.communes.models.town_halls import Office, TownHall

__all__ = [
    "ANSWERED_WITHIN",
    "AddressWord",
    "Commune",
    "CommunePhoto",
    "CvEntry",
    "Delegation",
    "Department",
    "DirectoryImport",
    "Follow",
    "Intercommunality",
    "Membership",
    "Office",
    "ProofFile",
    "ProofRequest",
    "Region",
    "Restriction",
    "SearchTerm",
    "Solicitation",
    "TownHall",
    "address_digests",
]
