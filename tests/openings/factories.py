"""Openings for tests."""

import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.models import Opening, Paper


class OpeningFactory(DjangoModelFactory):
    """Give `commune` and `person`: a mayor, whose code waits to be posted unless said otherwise."""

    class Meta:
        model = Opening

    function = OpeningFunction.MAYOR
    status = OpeningStatus.PAPER_ASKED
    started_at = factory.LazyFunction(now)
    paper_asked_at = factory.SelfAttribute("started_at")


class PaperFactory(DjangoModelFactory):
    """Give `opening`."""

    class Meta:
        model = Paper

    content = "JVBERi0xLjcK"
