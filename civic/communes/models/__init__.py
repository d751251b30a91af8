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
from civic.communes.models.town_halls import Delegation, Office, TownHall

__all__ = [
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
    "Region",
    "SearchTerm",
    "Solicitation",
    "TownHall",
]
