"""Files that take long begin first, then those of many tests: no worker ends long after the others. xdist goes by the
number of tests alone, and began the longest of all last."""

from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# More than ten seconds for a handful of tests, as the twenty slowest say.
LONG = (
    "upgrade", "demo", "notifications/test_one_row.py", "threads/test_migration.py",
    "architecture/test_toy_app.py", "communes/test_migrations.py", "media/test_videos.py",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (not is_long(item.path), -tests[item.path], item.path))


def is_long(path: Path) -> bool:
    return any(path.is_relative_to(TESTS / long) for long in LONG)
