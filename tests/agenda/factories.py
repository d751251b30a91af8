"""Events of an agenda, straight into the database."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from civic.agenda.models import CalendarEvent
from civic.core.audience import Audience
from civic.core.clock import now


class CalendarEventFactory(DjangoModelFactory):
    """Give `commune`. Public, tomorrow at this hour, for an hour."""

    class Meta:
        model = CalendarEvent

    title = factory.Sequence(lambda n: f"Événement {n}")
    audience = Audience.PUBLIC
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=1))
