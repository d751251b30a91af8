"""Communes for tests: fictitious facts, real shapes."""

import factory
from factory.django import DjangoModelFactory

from civic.communes.directory.departments import department_code_of, timezone_of
from civic.communes.directory.names import guessed_article, slug_of
from civic.communes.models import Commune, Department, Intercommunality, Region


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

    code = factory.Sequence(lambda n: f"06{n + 200:03}")
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
