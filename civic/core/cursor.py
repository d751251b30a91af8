"""Where a page of a list ended: the moment and the id of its last row, in the address of the next page."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404

from civic.core.clock import stored_moment


def cursor_at(moment: datetime | str, row_id: UUID | str) -> str:
    """`moment` may be as a raw statement read it."""
    return f"{stored_moment(moment).isoformat()}_{row_id}"


def position(cursor: str) -> tuple[datetime, UUID]:
    """Moment, in UTC, and id. Raises Http404 for what `cursor_at` did not make."""
    try:
        text, _, row_id = cursor.partition("_")
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise Http404
        return moment.astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError) as error:  # the year 1 of another zone is before any time
        raise Http404 from error
