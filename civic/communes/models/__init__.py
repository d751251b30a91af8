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
from civic.communes.models.town_halls import Office, TownHall

__all__ = [
    "ANSWERED_WITHIN",
    "Commune",
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
