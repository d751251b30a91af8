from civic.communes.models.directory import (
    Commune,
    Department,
    DirectoryImport,
    Intercommunality,
    Region,
    SearchTerm,
)
from civic.communes.models.memberships import Follow, Membership, Solicitation
from civic.communes.models.restrictions import Restriction
from civic.communes.models.town_halls import Delegation, Office, TownHall

__all__ = [
    "Commune",
    "Delegation",
    "Department",
    "DirectoryImport",
    "Follow",
    "Intercommunality",
    "Membership",
    "Office",
    "Region",
    "Restriction",
    "SearchTerm",
    "Solicitation",
    "TownHall",
]
