"""People of a commune who are called the same, or nearly: who takes the mayor’s name, or a neighbour’s, is seen to be
another person wherever the town hall reads names."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Value
from django.utils import timezone

from civic.accounts.models import Person
from civic.communes.directory.streets import street_of
from civic.core.clock import now, today_of
from civic.core.compiled_queries import compiled
from civic.core.encryption import Ciphertext, decrypt
from civic.core.text import skeleton
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import IdentityAnswer, Membership, lookalike_key_of
from civic.memberships.resident_parts import beside_the_mayor
from civic.memberships.rules import MAYOR, CloseName, Namesake, close_to, labels_of
from civic.town_halls.queries.town_halls import in_office
from civic.town_halls.rules import may_manage_residents


class _Representative(NamedTuple):
    """Who acts for the town hall. `since`: of a delegate."""

    person_id: UUID
    first_name: str
    last_name: str
    function: str
    since: datetime | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class _Resident(NamedTuple):
    """Whose name the eye takes for another."""

    person_id: UUID
    lookalike_key: str
    street: Ciphertext | None
    asked_at: datetime

    def namesake(self, *, with_street: bool) -> Namesake:
        """Few are called like somebody else: only their addresses are opened."""
        street = street_of(decrypt(self.street.token)) if self.street and with_street else ""
        asked_on = timezone.localtime(self.asked_at).date()
        return Namesake(self.person_id, street=street, asked_on=asked_on)


# Of somebody: key, first and last name, function, since when.
type _Row = tuple[UUID, str, str, str, datetime]
_NONE = ""  # the function of a resident

_LISTED = [MembershipStatus.PENDING, MembershipStatus.ACCEPTED, MembershipStatus.REFUSED]


def namesake_labels(viewer: Viewer, people: Collection[Person]) -> dict[UUID, str]:
    """Of those whom the eye could take for somebody else of the commune in view, by their id. One statement for a
    thousand as for one."""
    return _labels(viewer, people, *_around(viewer, people))


def _labels(
    viewer: Viewer,
    people: Collection[Person],
    representatives: Sequence[_Representative],
    residents: Sequence[_Resident],
) -> dict[UUID, str]:
    alike: dict[str, dict[UUID, Callable[[], Namesake]]] = defaultdict(dict)
    for one in representatives:
        key = lookalike_key_of(one.first_name, one.last_name)
        alike[key].setdefault(one.person_id, partial(Namesake, one.person_id, one.function))
    with_streets = may_manage_residents(viewer)
    for resident in residents:
        made = partial(resident.namesake, with_street=with_streets)
        alike[resident.lookalike_key].setdefault(resident.person_id, made)
    for person in people:
        key = lookalike_key_of(person.first_name, person.last_name)
        alike[key].setdefault(person.pk, partial(Namesake, person.pk))
    today = today_of(viewer)
    return {
        person_id: label
        for group in alike.values()
        if len(group) > 1
        for person_id, label in labels_of(
            [made() for made in group.values()], today, viewer.commune.of_the_mayor
        ).items()
    }


def with_namesake_labels[M: Sequence[Membership]](viewer: Viewer, memberships: M) -> M:
    """The same, each with its `namesake_label`; before a town hall answers, also where a name is only close to that of
    somebody who acts for it."""
    people = [membership.person for membership in memberships]
    representatives, residents = _around(viewer, people)
    found = _labels(viewer, people, representatives, residents)
    pending = [one for one in memberships if one.status == MembershipStatus.PENDING]
    close = _close(representatives, {one.person_id: one.person.full_name for one in pending})
    for membership in memberships:
        name = close.get(membership.person_id)
        membership.has_close_name = name is not None
        membership.has_mayors_name = name is not None and name.is_the_mayors
        membership.namesake_label = name.words if name else found.get(membership.person_id, "")
    return memberships


def close_names(commune_id: int, names: Mapping[UUID, str]) -> dict[UUID, CloseName]:
    """Of these people, by their ids, whose name could be read as that of somebody else who acts for the town hall."""
    return _close(_representatives(commune_id), names)


def close_names_asked(commune_id: int, changes: Iterable[tuple[UUID, str, str]]) -> dict[UUID, CloseName]:
    """What the names that people ask for could be read as, where they are other than their own: whoever acts for the
    town hall is like themselves. `changes`: whose, the name of before, the new one."""
    names = {person_id: name for person_id, former, name in changes if skeleton(name) != skeleton(former)}
    return close_names(commune_id, names) if names else {}


def close_name_asked(answer: IdentityAnswer) -> CloseName | None:
    change = answer.change
    asked = change.person_id, change.former_name, change.new_name
    return close_names_asked(answer.commune_id, [asked]).get(change.person_id)


def _close(representatives: Sequence[_Representative], names: Mapping[UUID, str]) -> dict[UUID, CloseName]:
    theirs = [skeleton(other.full_name) for other in representatives] if names else []
    found = {}
    for person_id, name in names.items():
        own = skeleton(name)
        close = [
            CloseName(other.full_name, other.function, is_same=own == theirs[place])
            for place in close_to(own, theirs)
            if (other := representatives[place]).person_id != person_id
        ]
        if close:
            found[person_id] = max(close, key=lambda one: one.is_same)
    return found


def _representatives(commune_id: int) -> list[_Representative]:
    return _in_order(_representative_rows(commune_id, now()))


def _in_order(rows: Iterable[_Row]) -> list[_Representative]:
    """The mayor first, then whoever began first."""
    found = [_Representative(*row) for row in rows]
    return sorted(found, key=lambda one: (one.since is not None, one.since, one.person_id))


def _around(viewer: Viewer, people: Collection[Person]) -> tuple[list[_Representative], list[_Resident]]:
    """Who acts for the town hall, and those residents whom the eye takes for these people, as they asked."""
    if not people:
        return [], []
    keys = {lookalike_key_of(one.first_name, one.last_name) for one in people}
    rows = _representatives_and_alike(viewer.commune.id, now(), list(keys))
    residents = [
        _Resident(person_id, key, Ciphertext(street) if street else None, asked_at)
        for person_id, key, street, function, asked_at in rows
        if function == _NONE
    ]
    residents.sort(key=lambda one: (one.asked_at, one.person_id))
    return _in_order(row for row in rows if row[3] != _NONE), residents


def _of_representatives(commune_id: int, moment: datetime) -> "QuerySet[Any, _Row]":
    mayor = in_office(commune_id).values_list(
        "person_id", "person__first_name", "person__last_name", Value(MAYOR), "ended_at"
    )
    return mayor.union(*(asked(commune_id, moment) for asked in beside_the_mayor), all=True)


_representative_rows = compiled(_of_representatives)


@compiled
def _representatives_and_alike(commune_id: int, moment: datetime, keys: list[str]) -> "QuerySet[Any, _Row]":
    """With a resident's key and street where a name stands, and no function."""
    alike = Membership.objects.filter(commune_id=commune_id, lookalike_key__in=keys, status__in=_LISTED)
    rows = alike.values_list("person_id", "lookalike_key", "street", Value(_NONE), "requested_at")
    return _of_representatives(commune_id, moment).union(rows, all=True)
