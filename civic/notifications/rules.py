"""What is done for a person's choices. Pure: reads only what it is given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from civic.core.audience import Audience
from civic.delivery.enums import Channel
from civic.notifications.enums import Frequency, Level, Side
from civic.notifications.kinds import NotificationKind


@dataclass(frozen=True, slots=True)
class Decision:
    """Send now, or `later`; otherwise `reason` says why not (codes of delivery.enums.Reason)."""

    send: bool
    reason: str = ""
    later: datetime | None = None


SEND = Decision(send=True)
REASONS = {
    Frequency.DAILY: "daily_digest",
    Frequency.WEEKLY: "weekly_digest",
    Frequency.NEVER: "chosen_off",
}
DEFAULT_QUIET = (22, 7)  # hours
_NEWS_FOR = timedelta(days=1)


def is_news(came_out_at: datetime, *, at: datetime) -> bool:
    """May it be told of now as a first time? What came out before was: its rows may be gone, they are kept for half a
    year."""
    return at < came_out_at + _NEWS_FOR


def chosen(kind: NotificationKind, choices: Mapping[str, Any], name: str) -> Any:
    return choices.get(name, kind.defaults().get(name))


def choices_of(level: Level, kinds: Iterable[NotificationKind]) -> dict[str, Any]:
    """What a level stands for. Everything goes on being listed on the site."""
    chosen: dict[str, Any] = {}
    for kind in kinds:
        if not kind.optional:
            continue
        chosen |= kind.defaults()
        if level is Level.NOTHING or (level is Level.ESSENTIAL and not kind.essential):
            if kind.email_choice in chosen:
                chosen[kind.email_choice] = Frequency.NEVER.value
            if kind.push_choice in chosen:
                chosen[kind.push_choice] = False
    return chosen


def level_of(kinds: Collection[NotificationKind], choices: Mapping[str, Any]) -> Level:
    """The one that a person's choices amount to."""
    for level in (Level.ALL, Level.ESSENTIAL, Level.NOTHING):
        wanted = choices_of(level, kinds)
        defaults = choices_of(Level.ALL, kinds)
        if all(choices.get(name, defaults[name]) == value for name, value in wanted.items()):
            return level
    return Level.OWN


def frequency(kind: NotificationKind, choices: Mapping[str, Any]) -> Frequency:
    """How a person hears of this kind by e-mail. What cannot be switched off leaves at once."""
    if not kind.optional:
        return Frequency.NOW
    return Frequency(chosen(kind, choices, kind.email_choice) or Frequency.NEVER)


def needed_audience(kind: NotificationKind, audience: str) -> str:
    """Whom a person must still belong to when a notification leaves, or is summed up. `audience`: of one that is
    for all of a commune, "" for one of a person's own, made while they had the right to it. An answer that they wait
    for needs nothing."""
    if audience or not kind.optional:
        return audience
    return Audience.TOWN_HALL if kind.side is Side.TOWN_HALL else Audience.MEMBERS


def decide(
    kind: NotificationKind,
    choices: Mapping[str, Any],
    channel: Channel,
    *,
    now: datetime,
    zone: str = "Europe/Paris",
    quiet: tuple[int, int] | None = None,
) -> Decision:
    """`quiet`: hours in which devices stay silent. Twin of the statement in queries.chosen_recipients."""
    if channel not in kind.channels:
        return Decision(send=False, reason="not_offered")
    if channel is Channel.EMAIL:
        how_often = frequency(kind, choices)
        return SEND if how_often is Frequency.NOW else Decision(send=False, reason=REASONS[how_often])
    if kind.optional and not chosen(kind, choices, kind.push_choice):
        return Decision(send=False, reason="chosen_off")
    end = None if kind.is_urgent else quiet_until(now, zone, quiet)
    return Decision(send=True, reason="quiet_hours", later=end) if end else SEND


def quiet_until(now: datetime, zone: str, quiet: tuple[int, int] | None) -> datetime | None:
    """The end of the quiet hours that `now` falls into; None outside them."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    starts, ends = quiet
    local = now.astimezone(ZoneInfo(zone))
    inside = starts <= local.hour < ends if starts < ends else local.hour >= starts or local.hour < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if local.hour >= ends else 0)
    return datetime.combine(day, time(ends), ZoneInfo(zone))


# What one row of a person's own stands for, `Notification.gathered`: text, because both engines add to it, for as many
# people as there are, by one statement.


def gathered_entry(event_id: UUID, source_id: UUID) -> str:
    return f"{event_id.hex}:{source_id.hex},"


def entries_of(gathered: str, source_id: UUID, *, before: UUID) -> list[str]:
    """Of what was told of this source before that event."""
    return [f"{one}," for one in gathered.split(",") if one.endswith(source_id.hex) and one[:32] < before.hex]


def without_source(gathered: str, source_id: UUID, *, before: UUID) -> str:
    gone = entries_of(gathered, source_id, before=before)
    return "".join(f"{one}," for one in gathered.split(",") if one and f"{one}," not in gone)


def in_order(gathered: str) -> str:
    """The earliest first: ids grow with time."""
    return "".join(f"{one}," for one in sorted(filter(None, gathered.split(","))))


def latest_gathered(gathered: str) -> UUID:
    return UUID(gathered.rstrip(",").rpartition(",")[2].partition(":")[0])
