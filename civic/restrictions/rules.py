"""Who may restrict a resident, and until when."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.core.clock import months_later
from civic.core.viewer import Viewer
from civic.memberships.models import Membership
from civic.restrictions.enums import RestrictionDuration
from civic.town_halls.rules import may_manage_residents


def may_restrict(viewer: Viewer, membership: Membership) -> bool:
    return may_manage_residents(viewer) and viewer.belongs_to(membership.commune_id)


def restriction_end(duration: str, *, now: datetime, zone: str, until: date | None = None) -> datetime:
    """On the clocks of the commune: the same hour a day, a week or a month later, or the midnight that ends `until`."""
    wall = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if duration == RestrictionDuration.DATE:
        if until is None:
            raise ValueError("a date is needed")
        wall = datetime.combine(until + timedelta(days=1), time())
    elif duration == RestrictionDuration.MONTH:
        wall = months_later(wall, 1)
    else:
        wall += timedelta(days=7 if duration == RestrictionDuration.WEEK else 1)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def longest_restriction(now: datetime, zone: str) -> date:
    """The last day that a restriction made now may reach."""
    return months_later(now.astimezone(ZoneInfo(zone)), 12).date()


def latest_end(now: datetime, zone: str) -> datetime:
    day = longest_restriction(now, zone)
    return restriction_end(RestrictionDuration.DATE, now=now, zone=zone, until=day)
