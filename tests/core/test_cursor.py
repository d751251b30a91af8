from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.http import Http404

from civic.core.cursor import cursor_at, position

ROW = UUID(int=7)
MOMENT = datetime(2026, 11, 22, 9, 38, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        MOMENT,
        MOMENT.astimezone(timezone(timedelta(hours=4))),
        "2026-11-22 09:38:00.123456",
        "2026-11-22 09:38:00.123456+00",
    ],
    ids=["python", "overseas", "sqlite", "postgresql"],
)
def test_a_position_comes_back_as_it_went(moment):
    assert position(cursor_at(moment, ROW)) == (MOMENT, ROW)
    assert position(cursor_at(moment, ROW))[0].tzinfo is UTC


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "_",
        f"_{ROW}",
        "2026-11-22",
        f"2026-11-22_{ROW}",  # no zone
        "2026-11-22T09:38+00:00_",
        "2026-11-22T09:38+00:00_7",
        f"demain_{ROW}",
        f"0001-01-01T00:00+14:00_{ROW}",
    ],
)
def test_anything_else_is_no_page(odd):
    with pytest.raises(Http404):
        position(odd)
