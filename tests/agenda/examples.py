"""What the parts of this app's addresses stand for in the access matrix."""

from civic.agenda import queries
from civic.agenda.models import CalendarSubscription
from tests.agenda.factories import CalendarEventFactory
from tests.architecture.world import MANY, Examples, Place, Wanted


def token(wanted: Wanted) -> str:
    subscription, _ = CalendarSubscription.objects.get_or_create(person=wanted.owner)
    return queries.subscription_token(subscription)


EXAMPLES: Examples = {
    "event_id": lambda wanted: (
        CalendarEventFactory(commune=wanted.commune, takes_participants=True, title=wanted.place.name).pk
    ),
    "calendar_feed token": token,
}


def fill(place: Place) -> Examples:
    events = [CalendarEventFactory(commune=place.commune, takes_participants=True) for _ in range(MANY)]
    return {"event_id": lambda wanted: events[-1].pk}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "agenda": [
        "event_delete",
        "event_edit",
        "event_move",
        "event_new",
        "event_restore",
    ],
}
