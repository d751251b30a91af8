import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.moderation.models import Appeal
from tests.communes.factories import RestrictionFactory


class AppealFactory(DjangoModelFactory):
    """Give `person`, and `restriction` or its `commune_id`."""

    class Meta:
        model = Appeal

    restriction = factory.SubFactory(
        RestrictionFactory,
        commune_id=factory.SelfAttribute("..commune_id"),
        person=factory.SelfAttribute("..person"),
        closed_at=factory.LazyAttribute(lambda r: r.ends_at),
    )
    words = "Je ne visais personne."
    created_at = factory.LazyFunction(now)
