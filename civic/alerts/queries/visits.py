"""The list of visits: who has not answered a danger, street by street as in the index of streets, and in each by house.
However many they are, a page of it reads the streets that stand on it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from civic.alerts.models import Alert, AlertAnswer, AlertWording
from civic.alerts.queries.answers import stands
from civic.communes.directory.streets import Home, StreetOrder, home_of
from civic.core.compiled_queries import compiled
from civic.core.encryption import UnreadableValue
from civic.core.viewer import Viewer
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.streets import StreetName, street_names, with_homes

PAGE_SIZE = 50  # people
_NO_STREET = "sans"
_NOWHERE = Home(0, "", "")


class Position(NamedTuple):
    """Where a page begins: nothing private is in it."""

    street: str = ""  # mark; "": the first one
    after: str = ""  # membership of that street, the last one of the page before

    def __str__(self) -> str:
        return f"{self.street}.{self.after}"

    @property
    def digest(self) -> str:
        return "" if self.street == _NO_STREET else self.street

    def is_in(self, street: "Street") -> bool:
        return self.street == street.mark


@dataclass(frozen=True, slots=True)
class Street:
    digest: str
    name: str  # "" for those who gave no address
    order: StreetOrder
    silent: int  # have not answered; some of them were
    seen: int  # by somebody of the town hall
    is_continued: bool = False  # some of it are on the page before
    # On this page, each with `is_visited`, in the order of their houses.
    residents: tuple[Membership, ...] = ()

    @property
    def mark(self) -> str:
        """In an address."""
        return self.digest or _NO_STREET

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
    words_since: int  # version from which on an answer stands
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
            first.setdefault(street.initial, Position(street.mark))
        return [(initial, position) for initial, position in first.items() if initial]

    def page(self, start: Position, size: int = PAGE_SIZE) -> VisitPage:
        """From whom it begins behind, or from the next street, once everybody of theirs has answered."""
        at = self._place_of(start)
        before = self._before(start) if at < len(self.streets) and start.is_in(self.streets[at]) else None
        listed: list[Street] = []
        for street in self._with_people(self._enough(at, size, before), before, size + 1):
            here = street.residents[:size]
            if here:
                listed.append(replace(street, residents=here))
            if len(here) < len(street.residents):
                return VisitPage(listed, Position(street.mark, here[-1].pk.hex if here else start.after))
            size -= len(here)
            at += 1
        return VisitPage(listed, Position(self.streets[at].mark) if at < len(self.streets) else None)

    def whole_streets(self, size: int) -> Iterator[VisitPage]:
        """All of it, some `size` people at once: each street is read once, whoever answers meanwhile."""
        at = 0
        while streets := self._enough(at, size):
            at += len(streets)
            yield VisitPage(list(self._with_people(streets)), None)

    def _place_of(self, start: Position) -> int:
        if not start.street or start.digest not in self.names:
            return 0
        return bisect_left(self.streets, _sorted_by(self.names[start.digest]), key=_sorted_by)

    def _before(self, start: Position) -> Membership | None:
        """Whom the page begins behind, whether they have answered since or not; None where they moved or left: then
        their street is listed anew, sooner than that somebody is missing."""
        rows = with_homes(accepted_in(self.commune_id)).filter(street_digest=start.digest)
        return rows.filter(pk=start.after).first() if start.after else None

    def _enough(self, at: int, size: int, before: Membership | None = None) -> list[Street]:
        """As many streets from there on as have this many people; of the one where some came before, perhaps nobody."""
        streets: list[Street] = []
        for street in islice(self.streets, at, None):
            if size <= 0:
                break
            is_begun = before is not None and not streets
            streets.append(replace(street, is_continued=is_begun))
            size -= 0 if is_begun else street.silent
        return streets

    def _with_people(
        self, streets: list[Street], before: Membership | None = None, most: int | None = None
    ) -> Iterator[Street]:
        """`most`: of those without an address, who may be many."""
        named = [street.digest for street in streets if street.digest]
        by_street: defaultdict[str, list[Membership]] = defaultdict(list)
        for one in _residents(self.commune_id, self.alert_id, self.words_since, named) if named else ():
            by_street[one.street_digest].append(one)
        for street in streets:
            behind = before if street.is_continued else None
            if street.digest:
                residents = sorted(by_street[street.digest], key=_home)
                if behind:
                    residents = residents[bisect_right(residents, _home(behind), key=_home) :]
            else:
                residents = list(_of_no_street(self, behind)[:most])
            yield replace(street, residents=tuple(residents))


def visit_list(viewer: Viewer, alert: Alert) -> VisitList:
    """An exercise asks nobody at home."""
    commune_id = viewer.commune.id
    counts = _counts(commune_id, alert.pk, alert.words_since) if not alert.is_drill else []
    names = street_names(commune_id, [digest for digest, *_ in counts])
    streets = [
        Street(digest, names[digest].name, names[digest].order, count - answered, seen)
        for digest, count, answered, seen in counts
        if answered < count
    ]
    return VisitList(commune_id, alert.pk, alert.words_since, sorted(streets, key=_sorted_by), names)


def resident_in_list(alert: Alert, membership_id: UUID) -> Membership | None:
    """As they stand in the list, with `is_visited`; None where they do no more."""
    return _silent(alert.commune_id, alert.pk, alert.words_since).filter(pk=membership_id).first()


def _sorted_by(street: Street | StreetName) -> tuple[bool, StreetOrder]:
    return not street.name, street.order  # those without an address come last


def _home(resident: Membership) -> tuple[tuple[int, int, str], str, UUID]:
    try:
        house = home_of(resident.street)
    except UnreadableValue:
        house = _NOWHERE
    return house.place, resident.last_first, resident.pk


@compiled
def _counts(commune_id: int, alert_id: UUID, words_since: int) -> "QuerySet[Any, Any]":
    """Digest, everybody there but who wrote the alert, those who have answered, those who were seen."""
    answered, seen = (
        Q(person_id__in=_people(alert_id, words_since, is_visit=is_visit)) for is_visit in (False, True)
    )
    streets = accepted_in(commune_id).exclude(person_id__in=_senders(alert_id))
    return (
        streets.order_by()
        .values_list("street_digest")
        .annotate(count=Count("pk"), answered=Count("pk", filter=answered), seen=Count("pk", filter=seen))
    )


@compiled
def _residents(
    commune_id: int, alert_id: UUID, words_since: int, digests: list[str]
) -> "QuerySet[Membership]":
    return _silent(commune_id, alert_id, words_since).filter(street_digest__in=digests)


def _of_no_street(of: VisitList, before: Membership | None) -> "QuerySet[Membership]":
    rows = (
        _silent(of.commune_id, of.alert_id, of.words_since)
        .filter(street_digest="")
        .order_by("last_first", "pk")
    )
    if before is None:
        return rows
    name = before.last_first
    return rows.filter(Q(last_first__gt=name) | Q(last_first=name, pk__gt=before.pk))


def _silent(commune_id: Any, alert_id: Any, words_since: Any) -> "QuerySet[Membership]":
    """Each with `is_visited`. One row says of a person that they have answered, or else that somebody was there: it is
    asked for each, so that no plan begins with all answers."""
    answer = AlertAnswer.objects.filter(
        stands(words_since), alert_id=alert_id, person_id=OuterRef("person_id")
    )
    was_visit = Subquery(answer.values("is_visit")[:1])
    rows = accepted_in(commune_id).filter(Coalesce(was_visit, True))
    rows = rows.exclude(person_id__in=_senders(alert_id))
    return with_homes(rows).annotate(is_visited=Coalesce(was_visit, False))


def _people(alert_id: Any, words_since: Any, *, is_visit: bool) -> "QuerySet[AlertAnswer, Any]":
    rows = AlertAnswer.objects.filter(stands(words_since), alert_id=alert_id, is_visit=is_visit)
    return rows.values("person_id")


def _senders(alert_id: Any) -> "QuerySet[AlertWording, Any]":
    """Who wrote it has no need to be told of it."""
    return AlertWording.objects.filter(alert_id=alert_id).values("author_id")
