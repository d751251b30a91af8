"""Openings for tests."""

from datetime import date
from uuid import UUID

import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.openings import rules
from civic.openings.actions.naming import name_mayor
from civic.openings.actions.papers import record_paper_sent
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.models import Opening, Paper

SINCE = date(2026, 3, 22)
VRAIE = {"first_name": "Camille", "last_name": "Vraie", "email": "vraie@sanmairie.test"}


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


def name(viewer: Viewer, email: str = "maire@sanmairie.test", since: date = SINCE) -> Opening:
    """By an agent whose code was right."""
    return name_mayor(viewer=viewer, first_name="Camille", last_name="Vraie", email=email, since=since)


def post_paper(*, viewer: Viewer, opening_id: UUID) -> Opening:
    """The one that waits, as the page of the platform's people names it."""
    shown = rules.paper_mark(Opening.objects.get(pk=opening_id).code_sent_at)
    return record_paper_sent(viewer=viewer, opening_id=opening_id, paper=shown)
