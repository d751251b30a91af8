"""Time: one `now`, and local wall time in a commune's zone with the hours that do not exist said plainly."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from civic.core.refusals import Refusal


class NoSuchHour(Refusal):
    message = (
        "Cette heure n’existe pas ce jour-là : on passe à l’heure d’été. Choisissez une heure plus tard."
    )


def now() -> datetime:
    return timezone.now()


def local_to_utc(naive: datetime, zone: str) -> datetime:
    """A wall-clock time typed in `zone`, as UTC. In autumn's repeated hour the first one counts.

    Raises NoSuchHour in spring's gap: the hour typed would silently become another one.
    """
    aware = naive.replace(tzinfo=ZoneInfo(zone))
    utc = aware.astimezone(UTC)
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise NoSuchHour
    return utc
