"""What addresses lead to: two communes with people of each rank, and the thing that each part of an address stands for.

Built once for a module, inside one transaction (`world` in conftest.py): each test is a savepoint in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle
from typing import Any

from django.test import Client
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core import registry
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.restrictions.enums import RestrictionScope
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory, strengthen
from tests.architecture.addresses import Address
from tests.architecture.ranks import rights_of
from tests.communes.factories import (
    CommuneFactory,
    DelegationFactory,
    MembershipFactory,
    OfficeFactory,
    RestrictionFactory,
    TownHallFactory,
)

MANY = 20  # lines of a list that is full


def portrait_of(person: Person) -> Media:
    small = {"name": "96.webp", "width": 96, "height": 96, "bytes": 1, "type": "image/webp"}
    return Media.objects.create(
        owner_id=person.pk, kind=MediaKind.PORTRAIT, status=MediaStatus.READY, variants=[small]
    )


class Place:
    """A commune on the platform with people of its own. What it publishes says its name."""

    def __init__(self, *, code: str, name: str) -> None:
        self.commune: Commune = CommuneFactory(code=code, name=name)
        self.mayor: Person = PersonFactory()
        TownHallFactory(commune=self.commune)
        self.office: Office = OfficeFactory(commune=self.commune, person=self.mayor)
        self.resident: Person = self.member()
        self.second_resident: Person = self.member()
        self.applicant: Person = self.member(status="pending")
        self.name = name
        self.neighbours = self._neighbours()

    def _neighbours(self) -> Iterator[Person]:
        """As many as a list has lines, made when the first one is asked for, over and over."""
        yield from cycle([self.member() for _ in range(MANY)])

    def member(self, **fields: Any) -> Person:
        person: Person = PersonFactory()
        MembershipFactory(commune=self.commune, person=person, **fields)
        return person


class World:
    def __init__(self) -> None:
        self.here = Place(code="06201", name="Villeneuve")
        self.elsewhere = Place(code="61202", name="Autreville")
        self.merged = CommuneFactory(
            code="06204", name="Vieilleville", is_current=False, merged_into=self.here.commune
        )
        self.restricted = self.here.member()
        RestrictionFactory(
            commune=self.here.commune, person=self.restricted, scopes=[RestrictionScope.ALL.value]
        )
        self.staff: Person = PersonFactory(is_staff=True)

    def person(self, rank: str, right: str | None) -> Person | None:
        """Whom a rank stands for, at a page that asks for this right."""
        people = {
            "visitor": None,
            "stranger": self.elsewhere.resident,
            "applicant": self.here.applicant,
            "resident": self.here.resident,
            "restricted": self.restricted,
            "mayor": self.here.mayor,
            "staff": self.staff,
        }
        return people[rank] if rank in people else self._delegate(rights_of(rank, right))

    def _delegate(self, rights: frozenset[str]) -> Person:
        person: Person = PersonFactory()
        DelegationFactory(
            commune=self.here.commune, person=person, given_by=self.here.mayor, rights=sorted(rights)
        )
        if rights & registry.guarded_rights():
            strengthen(person)  # else they sleep
        return person

    def path(
        self, address: Address, person: Person | None, *, of: Place | None = None, slug: str = ""
    ) -> str:
        """The address under the slug of « Villeneuve », or another, of something in this place, the person's own
        wherever it is whose that matters."""
        owner = person or self.here.second_resident
        # Whoever sends a proof elsewhere belongs there, and has that commune in their menu.
        things = _things(Wanted(address, of or self.here, owner, of.applicant if of else owner))
        if address.is_of_commune:
            things["slug"] = slug or self.here.commune.slug
        return reverse(address.name, kwargs=things)


def browser_of(person: Person | None) -> Client:
    browser = Client()
    if person:
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@dataclass(frozen=True)
class Wanted:
    """What a part of an address is to lead to: something public in this place, or what `owner` wrote or sent.
    `sender`: whose request to the commune it is."""

    address: Address
    place: Place
    owner: Person
    sender: Person

    @property
    def commune(self) -> Commune:
        return self.place.commune

    @property
    def author(self) -> Person:
        """Whom to take for the author of words: nobody flags their own."""
        return self.place.second_resident if self.address.name.endswith(("_flag", "_remove")) else self.owner


type Examples = dict[str, Callable[[Wanted], Any]]


@cache
def examples() -> Examples:
    """Those of all apps, from `tests/<app>/examples.py`: by the name of an address's part, « poll_id », or by that of
    one address and its part, « calendar_feed token »."""
    found: Examples = {}
    for label in registry.descriptors():
        if find_spec(f"tests.{label}") and find_spec(f"tests.{label}.examples"):
            found |= getattr(import_module(f"tests.{label}.examples"), "EXAMPLES", {})
    return found


def fill_lists(place: Place) -> None:
    """Twenty lines in each list of each app, from `fill` in `tests/<app>/examples.py`; the addresses then lead to the
    fullest thing where there is one. Everybody has a photo then: whatever lists people shows it."""
    for label in registry.descriptors():
        if find_spec(f"tests.{label}") and find_spec(f"tests.{label}.examples"):
            fill = getattr(import_module(f"tests.{label}.examples"), "fill", None)
            if fill:
                examples().update(fill(place))
    for person in Person.objects.filter(photo=None):
        person.photo = portrait_of(person)
        person.save(update_fields=["photo"])


def _things(wanted: Wanted) -> dict[str, Any]:
    address = wanted.address
    made = {}
    for part in address.object_keys:
        make = examples().get(f"{address.name} {part}") or examples().get(part)
        assert make, f"say in tests/<app>/examples.py what {part} stands for in {address.route}"
        made[part] = make(wanted)
    return made
