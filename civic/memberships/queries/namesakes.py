"""People of a commune who are called the same, or nearly: who takes the mayor’s name, or a neighbour’s, is seen to be
another person wherever the town hall reads names."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import partial
from uuid import UUID

from django.utils import timezone

from civic.accounts.models import Person
from civic.communes.directory.streets import street_of
from civic.core.clock import today_of
from civic.core.text import skeleton
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import IdentityAnswer, Membership, lookalike_key_of
from civic.memberships.resident_parts import representatives
from civic.memberships.rules import MAYOR, CloseName, Namesake, are_close_names, labels_of
from civic.town_halls.queries.town_halls import current_mayor
from civic.town_halls.rules import may_manage_residents

type Representatives = list[tuple[Person, str]]  # for the town hall, with their function

_COMPARED = ("person_id", "lookalike_key", "requested_at", "street")
_LISTED = [MembershipStatus.PENDING, MembershipStatus.ACCEPTED, MembershipStatus.REFUSED]


def namesake_labels(viewer: Viewer, people: Collection[Person]) -> dict[UUID, str]:
    """Of those whom the eye could take for somebody else of the commune in view, by their id. As many statements for a
    thousand as for one."""
    return _labels(viewer, people, _town_hall(viewer.commune.id)) if people else {}


def _labels(viewer: Viewer, people: Collection[Person], representatives: Representatives) -> dict[UUID, str]:
    alike: dict[str, dict[UUID, Callable[[], Namesake]]] = defaultdict(dict)
    for person, function in representatives:
        alike[_lookalike_key(person)].setdefault(person.pk, partial(Namesake, person.pk, function))
    keys = {_lookalike_key(person) for person in people}
    rows = Membership.objects.filter(commune_id=viewer.commune.id, lookalike_key__in=keys, status__in=_LISTED)
    with_streets = may_manage_residents(viewer)
    for membership in rows.only(*_COMPARED).order_by("requested_at", "pk"):
        made = partial(_of_membership, membership, with_street=with_streets)
        alike[membership.lookalike_key].setdefault(membership.person_id, made)
    for person in people:
        alike[_lookalike_key(person)].setdefault(person.pk, partial(Namesake, person.pk))
    today = today_of(viewer)
    return {
        person_id: label
        for group in alike.values()
        if len(group) > 1
        for person_id, label in labels_of(
            [made() for made in group.values()], today, viewer.commune.of_the_mayor
        ).items()
    }


def _of_membership(membership: Membership, *, with_street: bool) -> Namesake:
    """Few are called like somebody else: only theirs are opened, which stay encrypted until then."""
    return Namesake(
        membership.person_id,
        street=street_of(membership.street) if with_street else "",
        asked_on=timezone.localtime(membership.requested_at).date(),
    )


def with_namesake_labels[M: Sequence[Membership]](viewer: Viewer, memberships: M) -> M:
    """The same, each with its `namesake_label`; before a town hall answers, also where a name is only close to that of
    somebody who acts for it."""
    town_hall = _town_hall(viewer.commune.id) if memberships else []
    found = _labels(viewer, [membership.person for membership in memberships], town_hall)
    close = _close(town_hall, [one.person for one in memberships if one.status == MembershipStatus.PENDING])
    for membership in memberships:
        name = close.get(membership.person_id)
        membership.namesake_label = name.words if name else found.get(membership.person_id, "")
    return memberships


def close_names(commune_id: int, people: Collection[Person]) -> dict[UUID, CloseName]:
    """Whose name could be read as that of somebody else who acts for the town hall."""
    return _close(_town_hall(commune_id), people)


def close_names_asked(commune_id: int, answers: Collection[IdentityAnswer]) -> dict[UUID, CloseName]:
    """What the names that people ask for could be read as, by the answer, where they are other than their own. Whoever
    acts for the town hall is like themselves."""
    answer_of = {
        answer.change.person_id: answer.pk
        for answer in answers
        if skeleton(answer.change.new_name) != skeleton(answer.change.former_name)
    }
    asked = [
        Person(pk=change.person_id, first_name=change.first_name, last_name=change.last_name)
        for answer in answers
        for change in [answer.change]
        if change.person_id in answer_of
    ]
    found = close_names(commune_id, asked) if asked else {}
    return {answer_of[person_id]: close for person_id, close in found.items()}


def close_name_asked(answer: IdentityAnswer) -> CloseName | None:
    return close_names_asked(answer.commune_id, [answer]).get(answer.pk)


def _close(representatives: Representatives, people: Collection[Person]) -> dict[UUID, CloseName]:
    drawn = [
        (other, function, skeleton(other.full_name)) for other, function in representatives
    ]  # the mayor's first
    found = {}
    for person in people:
        own = skeleton(person.full_name)
        close = [
            CloseName(other.full_name, function, is_same=own == name)
            for other, function, name in drawn
            if other.pk != person.pk and are_close_names(own, name)
        ]
        if close:
            found[person.pk] = max(close, key=lambda one: one.is_same)
    return found


def _lookalike_key(person: Person) -> str:
    return lookalike_key_of(person.first_name, person.last_name)


def _town_hall(commune_id: int) -> Representatives:
    office = current_mayor(commune_id)
    mayor = [(office.person, MAYOR)] if office else []
    return mayor + [one for known in representatives for one in known(commune_id)]
