"""The private iCalendar address of a person: opened, renewed, closed."""

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.agenda.models import CalendarSubscription
from civic.core.viewer import Viewer


@transaction.atomic
def open_subscription(*, viewer: Viewer) -> CalendarSubscription:
    """One a person; the one that is there when it is there."""
    require_open_account(viewer)
    found, _ = CalendarSubscription.objects.get_or_create(person_id=viewer.own_id)
    return found


@transaction.atomic
def renew_subscription(*, viewer: Viewer) -> CalendarSubscription:
    """The former address is good for nothing from now on."""
    close_subscription(viewer=viewer)
    return open_subscription(viewer=viewer)


@transaction.atomic
def close_subscription(*, viewer: Viewer) -> None:
    CalendarSubscription.objects.filter(person_id=viewer.own_id).delete()
