"""Counting what is done, in the database: all processes share the count."""

from datetime import UTC, datetime

from django.db import connection, transaction

from civic.core.access import Request, Throttle
from civic.core.clock import now
from civic.core.encryption import blind_index
from civic.core.full_disk import DatabaseFull
from civic.core.jobs import Lane, job
from civic.throttles.models import Counter
from civic.throttles.rules import source_of

# One statement, so that two requests at the same moment are both counted.
_COUNT = """
INSERT INTO throttles_counter (key, hits, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET hits = throttles_counter.hits + 1 RETURNING hits"""


def admits(*, subject: str, activity: str, throttle: Throttle) -> bool:
    """Counts once more; False once there were more than `throttle` lets through."""
    stretch = int(now().timestamp()) // throttle.seconds
    ends_at = datetime.fromtimestamp((stretch + 1) * throttle.seconds, UTC)
    key = blind_index(f"throttle|{subject}|{activity}|{throttle.seconds}|{stretch}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, connection.ops.adapt_datetimefield_value(ends_at)])
        hits: int = cursor.fetchone()[0]
    return hits <= throttle.most


def admits_request(*, request: Request, activity: str, throttle: Throttle) -> bool:
    """`settings.THROTTLE`, which `@page` asks before it lets write: by person, or by address for a visitor."""
    subject = str(request.viewer.person_id or source_of(request))
    try:
        return admits(subject=subject, activity=activity, throttle=throttle)
    except DatabaseFull:
        return True  # nothing more is written: the form itself says why, with what was typed


@job(lane=Lane.UPKEEP)
def purge_counters() -> None:
    Counter.objects.filter(ends_at__lt=now()).delete()
