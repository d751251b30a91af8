"""Communes for tests: fictitious facts, real shapes."""

from datetime import date, timedelta
from typing import Any

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

from civic.communes.directory.departments import department_code_of, timezone_of
from civic.communes.directory.names import guessed_article, slug_of
from civic.communes.models import Commune, Department, Intercommunality, Region
from civic.core.clock import now
from civic.core.text import unaccented
from civic.delegations.models import Delegation
from civic.memberships.actions.residents import index_address
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership, lookalike_key_of
from civic.restrictions.models import Restriction
from civic.town_halls.models import CvEntry, Office, TownHall


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "93"
    name = "Provence-Alpes-Côte d’Azur"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "06"
    name = factory.LazyAttribute(lambda d: "Alpes-Maritimes" if d.code == "06" else f"Département {d.code}")
    article = 4
    region = factory.SubFactory(RegionFactory)


class IntercommunalityFactory(DjangoModelFactory):
    class Meta:
        model = Intercommunality
        django_get_or_create = ("siren",)

    siren = "200030195"
    name = "Métropole d’exemple"


class CommuneFactory(DjangoModelFactory):
    """A current commune. Give `code` and `name`; slug, article, département and time zone follow."""

    class Meta:
        model = Commune

    # Five signs, however many tests were run before; those that tests name themselves are below 300 and from 700 on.
    code = factory.Sequence(lambda n: f"06{n % 400 + 300:03}")
    name = factory.Sequence(lambda n: f"Villeneuve-{n}")
    slug = factory.LazyAttribute(lambda c: slug_of(c.name, department_code_of(c.code)))
    article = factory.LazyAttribute(lambda c: guessed_article(c.name))
    department = factory.SubFactory(
        DepartmentFactory, code=factory.LazyAttribute(lambda d: department_code_of(d.factory_parent.code))
    )
    timezone = factory.LazyAttribute(lambda c: timezone_of(c.code))
    postal_codes = factory.LazyFunction(lambda: ["06360"])
    population = 2144
    latitude = 43.7292
    longitude = 7.3602
    town_hall_address = "1 place de l’Exemple\n06360 Villeneuve"
    town_hall_email = factory.LazyAttribute(lambda c: f"mairie@{c.slug}.example")
    town_hall_phone = "04 00 00 00 00"
    mayor_first_name = "Camille"
    mayor_last_name = "EXEMPLE"


class TownHallFactory(DjangoModelFactory):
    """Give `commune`: it is on the platform from now on."""

    class Meta:
        model = TownHall


class OfficeFactory(DjangoModelFactory):
    """Give `commune` and `person`: the mayor."""

    class Meta:
        model = Office

    since = date(2020, 7, 3)


class CvEntryFactory(DjangoModelFactory):
    """Give `office`, or `commune_id`: a line of the present mayor's CV."""

    class Meta:
        model = CvEntry

    key = factory.Sequence(lambda n: f"ligne-{n}")
    year = 2016
    text = "Élection au conseil municipal"

    @classmethod
    def _create(cls, model_class: type[CvEntry], *args: Any, **fields: Any) -> CvEntry:
        if commune_id := fields.pop("commune_id", None):
            fields["office"] = Office.objects.get(commune_id=commune_id, ended_at=None)
        return super()._create(model_class, *args, **fields)


class DelegationFactory(DjangoModelFactory):
    """Give `commune`, `person`, `given_by` and `rights`. Accepted, running since yesterday, without an end."""

    class Meta:
        model = Delegation

    title = "Directrice générale des services"
    rights = factory.LazyFunction(list)
    starts_at = factory.LazyFunction(lambda: now() - timedelta(days=1))
    offered_at = factory.SelfAttribute("starts_at")
    accepted_at = factory.SelfAttribute("starts_at")


class MembershipFactory(DjangoModelFactory):
    """Give `commune` and `person`. Accepted, and counted by the town hall, unless `status` says otherwise."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    status = MembershipStatus.ACCEPTED
    street, postal_code, town = "2 rue de l’Exemple", "06360", "Villeneuve"
    last_first = factory.LazyAttribute(lambda m: unaccented(f"{m.person.last_name} {m.person.first_name}"))
    first_last = factory.LazyAttribute(lambda m: unaccented(f"{m.person.first_name} {m.person.last_name}"))
    lookalike_key = factory.LazyAttribute(lambda m: lookalike_key_of(m.person.first_name, m.person.last_name))
    requested_at = factory.LazyFunction(lambda: now() - timedelta(days=30))
    decided_at = factory.LazyAttribute(
        lambda m: now() - timedelta(days=29) if m.status == MembershipStatus.ACCEPTED else None
    )

    @factory.post_generation
    def found(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            index_address(membership=self)

    @factory.post_generation
    def counted(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create and self.status == MembershipStatus.ACCEPTED:
            TownHall.objects.filter(commune_id=self.commune_id).update(residents=F("residents") + 1)


class RestrictionFactory(DjangoModelFactory):
    """Give `commune` and `person`. Made an hour ago, for a week, and open unless `closed_at` says otherwise."""

    class Meta:
        model = Restriction

    key = factory.Sequence(lambda n: f"formulaire-{n}")
    scopes = factory.LazyFunction(lambda: ["comments"])
    starts_at = factory.LazyFunction(lambda: now() - timedelta(hours=1))
    ends_at = factory.LazyAttribute(lambda r: r.starts_at + timedelta(days=7))
    reason = "insult"
    words = "Vos mots ont blessé une agente."
