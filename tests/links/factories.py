import factory
from factory.django import DjangoModelFactory

from civic.links.models import UsefulLink


class UsefulLinkFactory(DjangoModelFactory):
    """Give `commune`. At the end of those that are there, in the order in which they are made."""

    class Meta:
        model = UsefulLink

    title = factory.Sequence(lambda n: f"Lien {n}")
    url = factory.Sequence(lambda n: f"https://exemple.fr/{n}")
    position = factory.Sequence(lambda n: n % 1000)
