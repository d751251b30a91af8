"""Time: one `now`, months on the calendar, and a zone's wall time with the hours that do not exist said plainly."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from civic.core.refusals import Refusal

if TYPE_CHECKING:
    from civic.core.viewer import Viewer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # before anything that happened here
UNDO_FOR = timedelta(minutes=10)  # how long what was removed can be brought back
ABOUT_NOW = timedelta(
    minutes=10
)  # a form proposes the current minute: filled in and sent, it still means now
FURTHEST = timedelta(days=730)  # what is planned further ahead is a slip of the pen


class NoSuchHour(Refusal):
    message = (
        "Cette heure n’existe pas ce jour-là : on passe à l’heure d’été. Choisissez une heure plus tard."
    )


def now() -> datetime:
    return timezone.now()


def stored_moment(value: datetime | str) -> datetime:
    """As a raw statement reads it: SQLite keeps moments as text, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def local_time(moment: datetime, zone: str) -> datetime:
    """As read on a clock of `zone`, without a zone: what `local_to_utc` takes."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def today_in(zone: str) -> date:
    return local_time(now(), zone).date()


def today_of(viewer: "Viewer") -> date:
    """In the commune that they look at."""
    return today_in(viewer.commune.time_zone)


def start_of_today() -> datetime:
    """Midnight, on the clocks of the request's commune; of France where there is none."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def months_later[D: (date, datetime)](day: D, months: int) -> D:
    """The same day (and hour) of a later month, or the last day of one that is too short. Below nought: earlier."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def local_to_utc(naive: datetime, zone: str) -> datetime:
    """A wall-clock time typed in `zone`, as UTC. In autumn's repeated hour the first one counts.

    Raises NoSuchHour in spring's gap: the hour typed would silently become another one.
    """
    aware = naive.replace(tzinfo=ZoneInfo(zone))
    utc = aware.astimezone(UTC)
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise NoSuchHour
    return utc


def next_minute(at: datetime) -> datetime:
    """As it is said to people, who then come back: never some seconds too early."""
    return (at + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)
