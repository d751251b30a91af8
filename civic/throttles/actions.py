"""Counting what is done, in the database: all processes share the count."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from civic.core.access import Request
from civic.core.clock import now
from civic.core.encryption import blind_index
from civic.core.full_disk import DatabaseFull
from civic.core.jobs import Lane, job
from civic.core.throttles import A_DAY, Throttle
from civic.throttles.models import Counter
from civic.throttles.rules import source_of

# One statement for all stretches of time, so that two requests at the same moment are both counted.
_COUNT = """
INSERT INTO throttles_counter (key, hits, ends_at) VALUES {values}
ON CONFLICT (key) DO UPDATE SET hits = throttles_counter.hits + 1 RETURNING key, hits"""


def closed_until(*, subject: str, activity: str, limits: Sequence[tuple[int, int]]) -> datetime | None:
    """Counts once more, in each stretch of so many seconds; when one may go on, once there were more than it lets
    through. What was refused counts as well."""
    moment = int(now().timestamp())
    stretches = {}
    for seconds, most in limits:
        stretch = moment // seconds
        key = blind_index(f"throttle|{subject}|{activity}|{seconds}|{stretch}")
        stretches[key] = (most, datetime.fromtimestamp((stretch + 1) * seconds, UTC))
    values = [
        value
        for key, (_, ends_at) in stretches.items()
        for value in (key, connection.ops.adapt_datetimefield_value(ends_at))
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT.format(values=", ".join(["(%s, 1, %s)"] * len(stretches))), values)
        hits = dict(cursor.fetchall())
    return max((ends_at for key, (most, ends_at) in stretches.items() if hits[key] > most), default=None)


def is_over_today(*, subject: str, activity: str, most: int) -> bool:
    """Counts once more in this day, of UTC."""
    return closed_until(subject=subject, activity=activity, limits=((A_DAY, most),)) is not None


def request_closed_until(*, request: Request, activity: str, throttle: Throttle) -> datetime | None:
    """`settings.THROTTLE`, which `@page` asks before it lets write: by person, or by address for a visitor."""
    subject = str(request.viewer.person_id or source_of(request))
    try:
        return closed_until(subject=subject, activity=activity, limits=throttle.limits)
    except DatabaseFull:
        return None  # nothing more is written: the form itself says why, with what was typed


@job(lane=Lane.UPKEEP)
def purge_counters() -> None:
    Counter.objects.filter(ends_at__lt=now()).delete()
