"""The list of visits: who has not answered a danger, street by street as in the index of streets, and in each by house.
However many they are, a page of it reads the streets that stand on it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from civic.alerts.models import Alert, AlertAnswer
from civic.communes.directory.streets import Home, StreetOrder, home_of
from civic.core.compiled_queries import compiled
from civic.core.encryption import UnreadableValue
from civic.core.viewer import Viewer
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.streets import StreetName, count_by_street, street_names, with_homes

PAGE_SIZE = 100  # people
_NOWHERE = Home(0, "", "")


class Position(NamedTuple):
    """Where a page begins: nothing private is in it."""

    street: str = ""  # digest; "": the first one
    skipped: int = 0  # people of that street, on pages before

    def __str__(self) -> str:
        return f"{self.street}.{self.skipped}"


@dataclass(frozen=True, slots=True)
class Street:
    digest: str
    name: str  # "" for those who gave no address
    order: StreetOrder
    silent: int  # have not answered; some of them were
    seen: int  # by somebody of the town hall
    skipped: int = 0  # people of it, on pages before
    # On this page, each with `is_visited`, in the order of their houses.
    residents: tuple[Membership, ...] = ()

    @property
    def to_see(self) -> int:
        return self.silent - self.seen

    @property
    def initial(self) -> str:
        return self.order.short_key[:1].upper() if self.name else ""


@dataclass(frozen=True, slots=True)
class VisitPage:
    streets: list[Street]
    following: Position | None

    @property
    def listed(self) -> int:
        return sum(len(street.residents) for street in self.streets)


@dataclass(frozen=True, slots=True)
class VisitList:
    """All streets with somebody to visit, without the people."""

    commune_id: int
    alert_id: UUID
    streets: list[Street]
    names: dict[str, StreetName]  # of all streets, by digest

    @property
    def silent(self) -> int:
        return sum(street.silent for street in self.streets)

    @property
    def seen(self) -> int:
        return sum(street.seen for street in self.streets)

    @property
    def to_see(self) -> int:
        return self.silent - self.seen

    @property
    def initials(self) -> list[tuple[str, Position]]:
        """Where each begins."""
        first: dict[str, Position] = {}
        for street in self.streets:
            first.setdefault(street.initial, Position(street.digest))
        return [(initial, position) for initial, position in first.items() if initial]

    def page(self, start: Position, size: int = PAGE_SIZE) -> VisitPage:
        """From the street where it begins on, or from the next one, once everybody there has answered."""
        at = self._place_of(start.street)
        skipped = (
            start.skipped if self.streets[at : at + 1] and self.streets[at].digest == start.street else 0
        )
        parts: list[tuple[Street, int, int]] = []  # from how many people of it to how many
        while at < len(self.streets) and size > 0:
            street = self.streets[at]
            upto = min(street.silent, skipped + size)
            parts.append((street, skipped, upto))
            size -= upto - skipped
            skipped = 0 if upto == street.silent else upto
            at += not skipped
        following = Position(self.streets[at].digest, skipped) if at < len(self.streets) else None
        return VisitPage(list(self._with_people(parts)), following)

    def _place_of(self, digest: str) -> int:
        if not digest or digest not in self.names:
            return 0
        return bisect_left(self.streets, _sorted_by(self.names[digest]), key=_sorted_by)

    def _with_people(self, parts: list[tuple[Street, int, int]]) -> Iterator[Street]:
        named = [street.digest for street, _, _ in parts if street.digest]
        by_street: defaultdict[str, list[Membership]] = defaultdict(list)
        for one in _residents(self.commune_id, self.alert_id, named) if named else ():
            by_street[one.street_digest].append(one)
        for street, skipped, upto in parts:
            if street.digest:
                residents = sorted(by_street[street.digest], key=_home)[skipped:upto]
            else:
                residents = list(_of_no_street(self.commune_id, self.alert_id)[skipped:upto])
            yield replace(street, skipped=skipped, residents=tuple(residents))


def visit_list(viewer: Viewer, alert: Alert) -> VisitList:
    """An exercise asks nobody at home."""
    commune_id = viewer.commune.id
    counts: dict[str, defaultdict[str, int]] = {
        name: defaultdict(int) for name in ("all", "answered", "seen")
    }
    for digest, name, count in _counts(commune_id, alert.pk) if not alert.is_drill else ():
        counts[name][digest] = count
    names = street_names(commune_id, list(counts["all"]))
    streets = [
        Street(digest, names[digest].name, names[digest].order, count - answered, counts["seen"][digest])
        for digest, count in counts["all"].items()
        if (answered := counts["answered"][digest]) < count
    ]
    return VisitList(commune_id, alert.pk, sorted(streets, key=_sorted_by), names)


def _sorted_by(street: Street | StreetName) -> tuple[bool, StreetOrder]:
    return not street.name, street.order  # those without an address come last


def _home(resident: Membership) -> tuple[tuple[int, int, str], str]:
    try:
        house = home_of(resident.street)
    except UnreadableValue:
        house = _NOWHERE
    return house.place, resident.last_first


@compiled
def _counts(commune_id: int, alert_id: UUID) -> "QuerySet[Any, Any]":
    everybody = accepted_in(commune_id)
    answered, seen = (
        everybody.filter(person_id__in=_people(alert_id, is_visit=is_visit)) for is_visit in (False, True)
    )
    return count_by_street(everybody, called="all").union(
        count_by_street(answered, called="answered"), count_by_street(seen, called="seen"), all=True
    )


@compiled
def _residents(commune_id: int, alert_id: UUID, digests: list[str]) -> "QuerySet[Membership]":
    return _silent(commune_id, alert_id).filter(street_digest__in=digests)


def _of_no_street(commune_id: int, alert_id: UUID) -> "QuerySet[Membership]":
    return _silent(commune_id, alert_id).filter(street_digest="").order_by("last_first", "pk")


def _silent(commune_id: Any, alert_id: Any) -> "QuerySet[Membership]":
    said = AlertAnswer.objects.filter(alert_id=alert_id, person_id=OuterRef("person_id"))
    rows = accepted_in(commune_id).filter(~Exists(said.filter(is_visit=False)))
    return with_homes(rows).annotate(is_visited=Exists(said.filter(is_visit=True)))


def _people(alert_id: Any, *, is_visit: bool) -> "QuerySet[AlertAnswer, Any]":
    return AlertAnswer.objects.filter(alert_id=alert_id, is_visit=is_visit).values("person_id")
