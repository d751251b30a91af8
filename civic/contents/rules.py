"""What the state of a content allows. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.contents.models import AbstractContent, Pinnable, Removable, Schedulable, WithAudience
from civic.core.audience import Audience
from civic.core.clock import ABOUT_NOW, UNDO_FOR, months_later
from civic.threads.enums import ThreadAudience


def is_removed(content: object) -> bool:
    return isinstance(content, Removable) and content.removed_at is not None


def is_draft(content: object) -> bool:
    return isinstance(content, Schedulable) and content.is_draft


def is_out(content: object) -> bool:
    """Published, and there."""
    return not is_removed(content) and (not isinstance(content, Schedulable) or content.is_published)


def thread_audience(content: AbstractContent) -> str:
    """Who reads what is said under it: as the content, once it is out; nobody before, nor after."""
    if not is_out(content):
        return ThreadAudience.NOBODY
    return content.audience if isinstance(content, WithAudience) else Audience.MEMBERS


def is_due(content: object, moment: datetime) -> bool:
    """Its hour has come."""
    if not isinstance(content, Schedulable) or is_removed(content):
        return False
    return content.is_scheduled and content.publish_at is not None and content.publish_at <= moment


def is_pinned(content: object) -> bool:
    return isinstance(content, Pinnable) and content.pinned_at is not None


def end_of_pin(last_day: date | None, zone: str) -> datetime | None:
    """The midnight after its last day, on the commune's clock."""
    if last_day is None:
        return None
    return datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(zone))


def longest_pin(today: date) -> date:
    """The last day that a pin made today may reach."""
    return months_later(today, 12)


def is_pin_over(content: Pinnable, moment: datetime) -> bool:
    return content.pinned_until is not None and content.pinned_until <= moment


def may_pin(content: object) -> bool:
    return not isinstance(content, Schedulable) or content.is_published


def may_restore(content: Removable, moment: datetime) -> bool:
    return content.removed_at is not None and moment < content.removed_at + UNDO_FOR


def means_now(publish_at: datetime | None, moment: datetime) -> bool:
    """A form proposes the minute in which it was opened."""
    return publish_at is None or moment - ABOUT_NOW <= publish_at <= moment
