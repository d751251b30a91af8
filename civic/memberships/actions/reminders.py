"""Requests that wait for too long are brought to mind again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.journal.actions import record
from civic.memberships.events import RequestsLeftWaiting
from civic.memberships.queries.memberships import late_requests
from civic.memberships.queries.residents import MOST_COUNTED
from civic.town_halls.actions.pages import record_reminder
from civic.town_halls.queries.town_halls import lock_town_hall, time_zones_in_use, town_halls_to_remind


@job(lane=Lane.ROUNDS)
@transaction.atomic
def remind_town_hall(*, commune_id: int) -> bool:
    """Notify those who answer requests, at most once in the number of days that the town hall chose, and only when some
    wait for longer than that. Returns whether they are notified. Of two schedulers, the second finds it done."""
    town_hall = lock_town_hall(commune_id)
    if town_hall is None or town_hall.reminder_days == 0:
        return False
    if town_hall.reminded_at:
        # Counted in days: the reminder of Monday morning does not drift to Tuesday.
        days = (timezone.localdate() - timezone.localdate(town_hall.reminded_at)).days
        if days < town_hall.reminder_days:
            return False
    waiting = late_requests(commune_id, days=town_hall.reminder_days, most=MOST_COUNTED)
    if not waiting:
        return False
    record_reminder(town_hall=town_hall)
    record(RequestsLeftWaiting(waiting=waiting, days=town_hall.reminder_days), commune_id=commune_id)
    return True


@job(lane=Lane.ROUNDS)
def remind_town_halls() -> None:
    """Every hour: where it is eight in the morning of a working day."""
    moment = now()
    zones = [zone for zone in time_zones_in_use() if _is_working_morning(moment, zone)]
    for commune_id in town_halls_to_remind(zones):
        remind_town_hall.enqueue(commune_id=commune_id)


def _is_working_morning(moment: datetime, zone: str) -> bool:
    there = moment.astimezone(ZoneInfo(zone))
    return there.hour == 8 and there.weekday() < 5
