"""Who may do what in a commune. Pure: they read only what they are given."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from civic.communes.enums import Fact, MembershipStatus, RestrictionDuration, Right
from civic.communes.models import Membership
from civic.core.clock import months_later
from civic.core.viewer import Viewer


def may_manage_residents(viewer: Viewer) -> bool:
    return viewer.may(Right.RESIDENTS)


def may_decide(viewer: Viewer, membership: Membership) -> bool:
    """Nobody accepts or refuses themselves."""
    return (
        may_manage_residents(viewer)
        and viewer.belongs_to(membership.commune_id)
        and membership.person_id != viewer.person_id
    )


def may_add_words(viewer: Viewer, membership: Membership) -> bool:
    return membership.person_id == viewer.person_id and membership.status == MembershipStatus.PENDING


def may_see_proof(viewer: Viewer, membership: Membership) -> bool:
    """Whoever sent it, and those of that town hall who answer requests; nobody answers their own."""
    if not viewer.belongs_to(membership.commune_id):
        return False
    return membership.person_id == viewer.person_id or may_manage_residents(viewer)


def may_change_page(viewer: Viewer) -> bool:
    return viewer.may(Right.PAGE)


def may_delegate(viewer: Viewer, rights: Collection[str]) -> bool:
    """Some rights, and none that the giver does not have at this moment."""
    return viewer.is_town_hall and bool(rights) and all(viewer.may(right) for right in rights)


def may_change_delegation(viewer: Viewer) -> bool:
    return viewer.is_mayor


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


def mark_of(text: str) -> str:
    """Tells one text from another: which one an editor started from."""
    return sha256(text.encode()).hexdigest()[:16]


def is_value_of(fact: Fact, value: Any) -> bool:
    """Has the shape in which this fact is kept."""
    match fact:
        case Fact.POPULATION | Fact.DENSITY:
            return type(value) is int and 0 <= value < 100_000_000
        case Fact.AREA:
            return isinstance(value, float) and 0 < value < 100_000
        case Fact.POSTAL_CODES:
            return isinstance(value, list) and bool(value) and all(_is_text(code, 5) for code in value)
        case Fact.PLACE:
            return _is_place(value)
        case Fact.HOURS:
            return isinstance(value, list) and all(map(_is_opening_range, value))
        case _:
            return _is_text(value, 500)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_place(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, float) for one in value):
        return False
    return abs(value[0]) <= 90 and abs(value[1]) <= 180


def _is_opening_range(entry: Any) -> bool:
    """As `directory.hours` keeps them."""
    return (
        isinstance(entry, dict)
        and entry.keys() == {"first", "last", "hours", "note"}
        and 1 <= entry["first"] <= entry["last"] <= 7
        and all(len(slot) == 2 and slot[0] < slot[1] for slot in entry["hours"])
    )
