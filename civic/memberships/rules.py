"""Who may answer a request, add to it, see its proof. What distinguishes people who are called the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from rapidfuzz import fuzz, process

from civic.core.clock import UNDO_FOR
from civic.core.text import elided, unaccented
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import IdentityAnswer, IdentityChange, Membership
from civic.town_halls.rules import may_manage_residents
from civic.ui import french

MOST_PROOF_FILES = 3
ACCEPTED_FOR_GOOD = timedelta(days=1)  # until then a hand that slipped can be taken back
MAYOR = "maire"  # the function of whoever is
# Of two names out of a telephone book, one pair in 1,200 is so close; one wrong letter nearly always is.
CLOSE_NAMES = 85


def may_decide(viewer: Viewer, membership: Membership) -> bool:
    """Nobody accepts or refuses themselves."""
    return (
        may_manage_residents(viewer)
        and viewer.belongs_to(membership.commune_id)
        and membership.person_id != viewer.person_id
    )


def reopened_until(membership: Membership, *, at: datetime) -> datetime | None:
    """Until when an acceptance can be taken back; None once it is for good, and where there is none."""
    if membership.status != MembershipStatus.ACCEPTED or membership.decided_at is None:
        return None
    until = membership.decided_at + ACCEPTED_FOR_GOOD
    return until if at <= until else None


def is_held(membership: Membership, *, at: datetime) -> bool:
    """The mail that says so waits still; where the commune accepts by itself, it leaves at once."""
    decided_at = membership.decided_at
    return bool(membership.decided_by_id and decided_at and decided_at > at - UNDO_FOR)


def may_answer_identity(viewer: Viewer, answer: IdentityAnswer) -> bool:
    """Nobody answers for their own name."""
    return (
        may_manage_residents(viewer)
        and viewer.belongs_to(answer.commune_id)
        and answer.change.person_id != viewer.person_id
    )


def identity_words(change: IdentityChange) -> str:
    """« Marie Dupond, désormais Marie Martin »; of who keeps their name, what else is another."""
    if change.new_name != change.former_name:
        return f"{change.former_name}, désormais {change.new_name}"
    parts = []
    if change.civility != change.former_civility:
        parts.append(f"civilité\u00a0: {change.get_civility_display() or 'aucune'}")
    if change.birth_date_text:
        parts.append("date de naissance corrigée")
    return ", ".join([change.new_name, *parts])


def may_add_words(viewer: Viewer, membership: Membership) -> bool:
    return membership.person_id == viewer.person_id and membership.status == MembershipStatus.PENDING


def may_change_address(viewer: Viewer, membership: Membership) -> bool:
    return membership.person_id == viewer.person_id and membership.status != MembershipStatus.LEFT


def may_see_proof(viewer: Viewer, membership: Membership) -> bool:
    """While the request waits: whoever sent it, and those of that town hall who answer requests; nobody answers their
    own."""
    if membership.status != MembershipStatus.PENDING or not viewer.belongs_to(membership.commune_id):
        return False
    return membership.person_id == viewer.person_id or may_manage_residents(viewer)


@dataclass(frozen=True, slots=True)
class CloseName:
    """That of somebody who acts for the town hall, which another name could be read as."""

    full_name: str
    function: str  # « maire »
    is_same: bool  # for the eye

    @property
    def is_the_mayors(self) -> bool:
        return self.is_same and self.function == MAYOR

    @property
    def words(self) -> str:
        """The one way in which the town hall is warned."""
        how = "Exactement le nom" if self.is_same else "Nom proche de celui"
        return f"{how} {self.whose}"

    @property
    def whose(self) -> str:
        return f"{elided('de', self.full_name)}, {french.midsentence(self.function)}"


def may_accept_name(viewer: Viewer, close: CloseName | None) -> bool:
    """Who bears the very name of the mayor is accepted by the mayor alone."""
    return viewer.is_mayor or close is None or not close.is_the_mayors


def is_for_the_mayor(viewer: Viewer, membership: Membership) -> bool:
    """The same of a request, as `queries.namesakes` looked at it: said before anybody tries."""
    return membership.has_mayors_name and not viewer.is_mayor


def may_accept_identity(viewer: Viewer, answer: IdentityAnswer, close: CloseName | None) -> bool:
    return may_answer_identity(viewer, answer) and may_accept_name(viewer, close)


def close_to(name: str, others: Sequence[str]) -> list[int]:
    """Places of those that whoever reads the name may think of: a letter apart, turned round, with a name more or less.
    Each by its `skeleton`."""
    found = process.extract(
        name, others, scorer=fuzz.token_set_ratio, processor=None, score_cutoff=CLOSE_NAMES, limit=None
    )
    return sorted(place for _, _, place in found)


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of several people whose names the eye takes for one another."""

    person_id: UUID
    function: str = ""  # of who acts for the town hall
    street: str = ""  # "" also for whoever may not read addresses
    asked_on: date | None = None


_NUMBER = re.compile(r"^(\d\S*) ")


def labels_of(namesakes: Sequence[Namesake], today: date, of_the_mayor: str = "du maire") -> dict[UUID, str]:
    """For each a label that none of the others has: their function or street, else the day of their request too, at
    worst a number."""
    is_mayors = any(one.function == MAYOR for one in namesakes)
    labels: list[str] = []
    for parts in (1, 2, 3):
        labels = []
        for number, one in enumerate(namesakes, 1):
            asked = f"demande du {french.day(one.asked_on, today)}" if one.asked_on else ""
            street = _NUMBER.sub("\\1\u00a0", one.street)
            if street and is_mayors:
                street = f"habite {street}"  # who is like the mayor; nobody says where the mayor lives
            words = (one.function or street, asked, f"n°\u00a0{number}")
            labels.append(", ".join(filter(None, words[:parts])))
        if all(labels) and len(set(map(unaccented, labels))) == len(labels):
            break
    others = f"Homonyme {of_the_mayor}, " if is_mayors else "Homonyme\u00a0: "
    return {
        one.person_id: label[:1].upper() + label[1:] if one.function == MAYOR else f"{others}{label}"
        for one, label in zip(namesakes, labels, strict=True)
    }
