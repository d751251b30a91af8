"""Requests that wait for too long are brought to mind again."""

from django.db import transaction
from django.utils import timezone

from civic.communes import queries
from civic.communes.events import RequestsLeftWaiting
from civic.communes.models import TownHall
from civic.core.clock import now
from civic.journal.actions import record


@transaction.atomic
def remind_town_hall(*, commune_id: int) -> bool:
    """Tell those who answer requests, at most once in the number of days that the town hall chose, and only when some
    wait for longer than that. Returns whether they are told. Of two schedulers, the second finds it done."""
    hall = TownHall.objects.select_for_update().filter(pk=commune_id).first()
    if hall is None or hall.reminder_days == 0:
        return False
    if hall.reminded_at:
        # Counted in days: the reminder of Monday morning does not drift to Tuesday.
        days = (timezone.localdate() - timezone.localdate(hall.reminded_at)).days
        if days < hall.reminder_days:
            return False
    waiting = queries.late_requests(commune_id, days=hall.reminder_days, most=queries.MOST_COUNTED)
    if not waiting:
        return False
    hall.reminded_at = now()
    hall.save(update_fields=["reminded_at"])
    record(RequestsLeftWaiting(waiting=waiting, days=hall.reminder_days), commune_id=commune_id)
    return True
